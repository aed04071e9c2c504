package io.serpentarium.service.e2b;

import java.util.Locale;
import java.util.Map;

/** A failure that the Connect protocol has a code of its own for. */
final class ConnectFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A code of the protocol. */
  enum Code {
    UNIMPLEMENTED(501),
    NOT_FOUND(404),
    RESOURCE_EXHAUSTED(429),
    DEADLINE_EXCEEDED(504);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    /** Returns the status of an answer that is no stream. */
    int status() {
      return status;
    }
  }

  private final Code code;

  ConnectFailure(Code code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * A call or a command that there is not.
   *
   * @param reason what is amiss, as the interpreter tells it; empty for a call
   */
  static ConnectFailure unimplemented(String reason) {
    String message = "Only commands that run Python are supported here";
    return new ConnectFailure(
        Code.UNIMPLEMENTED, reason.isEmpty() ? message + "." : message + ": " + reason);
  }

  Code code() {
    return code;
  }

  /** Returns the error as the protocol has it. */
  Map<String, String> error() {
    return Map.of(
        "code", code.name().toLowerCase(Locale.ROOT), "message", String.valueOf(getMessage()));
  }
}
