package io.serpentarium.sandbox;

import java.util.Optional;

/** The way in which the guest program ended. */
public sealed interface Outcome {

  /**
   * The program ran to its end.
   *
   * @param result {@code repr} of a cell's last expression; empty if that is None or no expression
   */
  record Completed(Optional<String> result) implements Outcome {}

  /** An exception was not caught. */
  record Raised(PythonError error) implements Outcome {}

  /** The program called {@code sys.exit} or {@code os._exit}. */
  record Exited(int exitCode) implements Outcome {}

  /** {@link Execution#interrupt()} ended the program. */
  record Interrupted() implements Outcome {}

  /** A limit ended the program. */
  record LimitExceeded(Limit limit) implements Outcome {}

  /**
   * The instance trapped.
   *
   * @param detail one line for the log, on which no program may rely
   */
  record Crashed(String detail) implements Outcome {}
}
