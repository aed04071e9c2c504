package io.serpentarium.sandbox;

/** The session is executing, and what was asked for needs it idle. */
public final class SessionBusyException extends SandboxException {

  private static final long serialVersionUID = 1L;

  public SessionBusyException() {
    super("the session already executes");
  }
}
