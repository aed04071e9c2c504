package io.serpentarium.sandbox;

/** A session that already executes was asked for something that has to wait for its end. */
public final class SessionBusyException extends SandboxException {

  private static final long serialVersionUID = 1L;

  public SessionBusyException() {
    super("the session already executes");
  }
}
