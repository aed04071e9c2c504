package io.serpentarium.sandbox;

/** The state of the session is lost; no empty one takes its place. */
public final class SessionLostException extends SandboxException {

  private static final long serialVersionUID = 1L;

  public SessionLostException() {
    super("the state of the session is lost");
  }
}
