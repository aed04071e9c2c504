package io.serpentarium.sandbox.python;

/** The program in a state fails, or takes too long, where its guest is to go on from it. */
final class UnusableStateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnusableStateException(Throwable cause) {
    super("the guest cannot go on: " + cause.getMessage(), cause);
  }
}
