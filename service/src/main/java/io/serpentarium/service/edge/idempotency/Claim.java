package io.serpentarium.service.edge.idempotency;

/** What becomes of a request with a key. */
public sealed interface Claim {

  /** It is the first: it is to be done, and {@link IdempotencyStore} told how it went. */
  record First() implements Claim {}

  /** It was done: this is the answer. */
  record Done(Answer answer) implements Claim {}

  /** It is being done, or its answer was a stream that is not kept. */
  record UnderWay() implements Claim {}

  /** The key was used for another request. */
  record Other() implements Claim {}
}
