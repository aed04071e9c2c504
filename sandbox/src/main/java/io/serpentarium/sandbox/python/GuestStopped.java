package io.serpentarium.sandbox.python;

/** Thrown out of a host function to end a guest that must not run on. */
final class GuestStopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GuestStopped(StopCause cause) {
    super("stopped: " + cause, null, false, false);
  }
}
