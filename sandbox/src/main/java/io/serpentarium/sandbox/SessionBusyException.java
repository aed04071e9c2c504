package io.serpentarium.sandbox;

/** The session is executing, and the operation needs an idle session. */
public final class SessionBusyException extends SandboxException {

  private static final long serialVersionUID = 1L;

  public SessionBusyException() {
    super("the session is already executing");
  }
}
