package io.serpentarium.service.core.execution;

import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * The port to where results are kept for a while, for owners who ask for them later on whichever
 * node. Of each tenant up to a number and a size are kept, beyond which its oldest go.
 */
public interface ResultStore {

  /** How long one is kept after it was put in or replaced. */
  Duration KEPT = Duration.ofMinutes(15);

  /** Results of one tenant. */
  int MOST_RESULTS = 5_000;

  /** Bytes of all results of one tenant. */
  long MOST_BYTES = 64L << 20;

  /**
   * Puts a result in, in the place of what had its token. Fails with {@link
   * io.serpentarium.service.core.admission.QuotaExceededException} when it alone is beyond what a
   * tenant may leave, or the tenant has its share of the node's memory.
   *
   * @param token unguessable
   * @param result is not changed afterwards
   */
  Mono<Void> put(Tenant tenant, String token, byte[] result);

  /** Puts a result in the place of what has its token, unless that has gone. */
  Mono<Void> replace(Tenant tenant, String token, byte[] result);

  /** Returns the result that a tenant has under a token; empty when it has none. */
  Mono<byte[]> find(Tenant tenant, String token);

  /** Takes out a result; completes where there is none. */
  Mono<Void> remove(Tenant tenant, String token);
}
