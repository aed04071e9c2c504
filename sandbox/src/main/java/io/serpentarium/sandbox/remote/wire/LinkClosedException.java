package io.serpentarium.sandbox.remote.wire;

/** The connection ended before the answer came: the process at its other end is gone. */
public final class LinkClosedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LinkClosedException(String message) {
    super(message);
  }
}
