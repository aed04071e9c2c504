package io.serpentarium.service.core.admission;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The port to where nodes tell each other what tenants have taken on them. Thread-safe. */
public interface OtherNodes {

  /** A node that is alone. */
  OtherNodes NONE = (quota, tenantId, here) -> CompletableFuture.completedStage(0L);

  /**
   * Tells how much a tenant has taken of a quota on this node, and gives how much it has on all
   * others: 0 while they cannot be asked. Does not block; what is told later is heard later.
   */
  CompletionStage<Long> tell(Quota quota, String tenantId, long here);
}
