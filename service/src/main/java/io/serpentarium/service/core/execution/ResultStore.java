package io.serpentarium.service.core.execution;

import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * The port to a store that keeps results for a while, for owners that ask for them later on any
 * node. Each tenant's results are kept up to a number and a size, beyond which its oldest are
 * evicted.
 */
public interface ResultStore {

  /** The time for which a result is kept after it was put or replaced. */
  Duration KEPT = Duration.ofMinutes(15);

  /** The most results of one tenant. */
  int MOST_RESULTS = 5_000;

  /** The most bytes of all results of one tenant. */
  long MOST_BYTES = 64L << 20;

  /**
   * Puts a result, replacing one with its token. Fails with {@link
   * io.serpentarium.service.core.admission.QuotaExceededException} if the result alone is larger
   * than a tenant's part of the store, or the tenant has its share of the node's memory.
   *
   * @param token an unguessable token
   * @param result the result, which is not changed afterwards
   */
  Mono<Void> put(Tenant tenant, String token, byte[] result);

  /** Replaces the result with a token, unless that is gone. */
  Mono<Void> replace(Tenant tenant, String token, byte[] result);

  /** Returns a tenant's result with a token; empty if there is none. */
  Mono<byte[]> find(Tenant tenant, String token);

  /** Removes a result; completes even if there is none. */
  Mono<Void> remove(Tenant tenant, String token);
}
