package io.serpentarium.service.core.session;

/** No session has this id. */
public final class SessionNotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SessionNotFoundException() {
    super("no such session");
  }
}
