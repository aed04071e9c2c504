package io.serpentarium.sandbox.python;

/** The guest has no room for bytes of the host's; it has not run and can go on. */
final class GuestOutOfMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GuestOutOfMemoryException() {
    super("no memory in the guest for the host's bytes");
  }
}
