package io.serpentarium.service.edge.idempotency;

import reactor.core.publisher.Mono;

/** The port to where answers are kept, for a day at the least while there is room. */
public interface IdempotencyStore {

  /**
   * Claims a key, for one request only.
   *
   * @param fingerprint of the request
   */
  Mono<Claim> claim(RecordKey key, String fingerprint);

  /** Keeps the answer of a claimed key. */
  Mono<Void> complete(RecordKey key, Answer answer);

  /** Releases a claimed key whose request did nothing. */
  Mono<Void> release(RecordKey key);
}
