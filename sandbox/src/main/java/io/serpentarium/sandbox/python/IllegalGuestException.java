package io.serpentarium.sandbox.python;

/** The guest broke its own ABI: user code has damaged it, or it was never ours. */
final class IllegalGuestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IllegalGuestException(String message) {
    super(message);
  }
}
