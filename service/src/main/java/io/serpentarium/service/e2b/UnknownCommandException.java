package io.serpentarium.service.e2b;

import java.util.Map;

/** A call or a command that there is not, for the Connect protocol to name. */
final class UnknownCommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownCommandException() {
    super("Only commands that run Python are supported here.");
  }

  /**
   * A command that cannot be run.
   *
   * @param reason the reason, as the interpreter tells it
   */
  UnknownCommandException(String reason) {
    super("Only commands that run Python are supported here: " + reason);
  }

  /** Returns the error as the protocol has it. */
  Map<String, String> error() {
    return Map.of("code", "unimplemented", "message", String.valueOf(getMessage()));
  }
}
