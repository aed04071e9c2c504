package io.serpentarium.service.core.session;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;

/** The shared session directory cannot be reached, so that operations that need it are refused. */
public final class DirectoryAwayException extends ServiceFailure {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason the reason for the log
   */
  public DirectoryAwayException(String reason) {
    super(FailureCode.DIRECTORY_AWAY);
    this.reason = reason;
  }

  public DirectoryAwayException(Throwable cause) {
    super(FailureCode.DIRECTORY_AWAY, cause);
    this.reason = String.valueOf(cause.getMessage());
  }

  /** Returns the reason for the log. */
  public String reason() {
    return reason;
  }
}
