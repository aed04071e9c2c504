package io.serpentarium.service.edge.idempotency;

import io.serpentarium.service.core.admission.StoredBytes;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The port to where answers are kept, for a day at the least while there is room. */
public interface IdempotencyStore extends StoredBytes {

  /**
   * Claims a key, for one request only.
   *
   * @param fingerprint of the request
   */
  Mono<Claim> claim(RecordKey key, String fingerprint);

  /**
   * Keeps the answer of a claimed key, for which the tenant's oldest may go. One for which there is
   * no room at all is not kept, and its key stays claimed.
   *
   * @param mostBytes that the tenant's answers may have together
   */
  Mono<Void> complete(RecordKey key, Answer answer, long mostBytes);

  /** Releases a claimed key whose request did nothing. */
  Mono<Void> release(RecordKey key);

  /**
   * An answer that is kept.
   *
   * @param headers those that belong to the body, with one value each
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Answer(int status, Map<String, String> headers, byte[] body) {}

  /** What becomes of a request with a key. */
  sealed interface Claim {

    /** The first request with this key: its end has to be reported to {@link IdempotencyStore}. */
    record First() implements Claim {}

    /** An earlier request with this key was executed, with this answer. */
    record Done(Answer answer) implements Claim {}

    /** An earlier request is in progress, or its answer was a stream, which is not kept. */
    record UnderWay() implements Claim {}

    /** The key was used for another request. */
    record Other() implements Claim {}
  }

  /**
   * What an answer is found by.
   *
   * @param tenantId whose key it is
   * @param key as the client chose it
   */
  record RecordKey(String tenantId, String key) {}
}
