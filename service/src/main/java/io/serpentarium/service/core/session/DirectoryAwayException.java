package io.serpentarium.service.core.session;

/** What the nodes share cannot be reached, so that nothing is done that needs their agreement. */
public final class DirectoryAwayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DirectoryAwayException(String message) {
    super(message, null, false, false);
  }

  public DirectoryAwayException(Throwable cause) {
    super(cause.getMessage(), cause, false, false);
  }
}
