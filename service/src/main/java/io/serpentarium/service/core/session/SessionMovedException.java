package io.serpentarium.service.core.session;

/**
 * The session is on its way to another node, or there already: what was asked of it has had no
 * effect, and can be asked again.
 */
public final class SessionMovedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SessionMovedException() {
    super("the session moves to another node", null, false, false);
  }
}
