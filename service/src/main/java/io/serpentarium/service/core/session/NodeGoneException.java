package io.serpentarium.service.core.session;

/** The node that had the session broke off while it answered; what it did is not known. */
public final class NodeGoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NodeGoneException() {
    super("the session's node has lost its lease", null, false, false);
  }

  public NodeGoneException(Throwable cause) {
    super("the session's node broke off", cause, false, false);
  }
}
