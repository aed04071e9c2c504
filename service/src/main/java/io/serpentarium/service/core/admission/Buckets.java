package io.serpentarium.service.core.admission;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Tokens that come back with time: the port to where they are counted. In this process they are
 * forgotten when it ends.
 */
public interface Buckets {

  /**
   * One bucket.
   *
   * @param tenantId whose it is
   * @param capacity tokens in a full one, 1 or more
   * @param window in which an empty one fills up
   */
  record Bucket(String tenantId, Quota quota, long capacity, Duration window) {}

  /** Takes a token if one is there; the allowance tells it: nothing has to be waited for then. */
  Mono<Allowance> take(Bucket bucket);

  /** How a bucket stands. */
  Mono<Allowance> look(Bucket bucket);

  /** Takes tokens whether they are there or not; what is missing has to come back first. */
  void charge(Bucket bucket, long tokens);
}
