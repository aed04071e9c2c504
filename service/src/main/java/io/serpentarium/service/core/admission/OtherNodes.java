package io.serpentarium.service.core.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The port through which nodes share what tenants have taken on them. Thread-safe. */
public interface OtherNodes {

  /** A node that is alone. */
  OtherNodes NONE = (quota, tenantId, here) -> CompletableFuture.completedStage(0L);

  /**
   * Publishes how much of a quota a tenant has taken on this node, and returns how much it has
   * taken on all others: 0 while they cannot be asked. Does not block; calls take effect in order.
   */
  CompletionStage<Long> tell(Quota quota, String tenantId, long here);
}
