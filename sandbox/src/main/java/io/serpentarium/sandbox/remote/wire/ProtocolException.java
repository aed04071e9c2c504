package io.serpentarium.sandbox.remote.wire;

/** A peer sent what no peer that works as it should would send. */
public final class ProtocolException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    super(message);
  }
}
