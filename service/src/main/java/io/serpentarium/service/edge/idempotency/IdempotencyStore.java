package io.serpentarium.service.edge.idempotency;

import io.serpentarium.service.core.admission.StoredBytes;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The port to where answers are kept, for a day at the least while there is room. */
public interface IdempotencyStore extends StoredBytes {

  /**
   * Claims a key, for one request only.
   *
   * @param fingerprint the fingerprint of the request
   */
  Mono<Claim> claim(RecordKey key, String fingerprint);

  /**
   * Keeps the answer of a claimed key, evicting the tenant's oldest answers if need be. An answer
   * for which there is no room at all is not kept, and its key stays claimed.
   *
   * @param mostBytes the most bytes that the tenant's answers may have together
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

  /** The result of claiming a key for a request. */
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
   * The key of a kept answer.
   *
   * @param tenantId the id of the tenant
   * @param key the key chosen by the client
   */
  record RecordKey(String tenantId, String key) {}
}
