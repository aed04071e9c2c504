package io.serpentarium.service.core.admission;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Tokens that come back with time: the port to where they are counted. In this process they are
 * forgotten when it ends.
 */
public interface Buckets {

  /**
   * A token bucket.
   *
   * @param tenantId the owner's id
   * @param capacity tokens in a full bucket, 1 or more
   * @param window the time in which an empty bucket fills up
   */
  record Bucket(String tenantId, Quota quota, long capacity, Duration window) {}

  /** Takes a token if there is one, in which case the allowance's wait is zero. */
  Mono<Allowance> take(Bucket bucket);

  /** Returns the state of a bucket without taking a token. */
  Mono<Allowance> look(Bucket bucket);

  /** Takes tokens even if they are not there; a deficit has to refill first. */
  void charge(Bucket bucket, long tokens);
}
