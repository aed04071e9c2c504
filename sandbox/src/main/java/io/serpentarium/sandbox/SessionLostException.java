package io.serpentarium.sandbox;

/** The state of a session is gone, and no new, empty one takes its place. */
public final class SessionLostException extends SandboxException {

  private static final long serialVersionUID = 1L;

  public SessionLostException() {
    super("the state of the session is gone");
  }
}
