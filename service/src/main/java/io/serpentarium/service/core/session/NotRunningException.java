package io.serpentarium.service.core.session;

/** Nothing runs in the session, or what runs reads no more input. */
public final class NotRunningException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotRunningException() {
    super("no program of this session waits for input");
  }
}
