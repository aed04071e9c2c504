package io.serpentarium.service.edge.idempotency;

/** What becomes of a request with a key. */
public sealed interface Claim {

  /** The first request with this key: its end has to be reported to {@link IdempotencyStore}. */
  record First() implements Claim {}

  /** An earlier request with this key was executed, with this answer. */
  record Done(Answer answer) implements Claim {}

  /** An earlier request is in progress, or its answer was a stream, which is not kept. */
  record UnderWay() implements Claim {}

  /** The key was used for another request. */
  record Other() implements Claim {}
}
