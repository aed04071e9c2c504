package io.serpentarium.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * What to execute, and how. In either mode the value of a last expression is the result.
 *
 * @param code Python source
 * @param mode whether the code is a cell of a session or a whole program
 * @param stdin what the program reads
 * @param arguments {@code sys.argv} of a program, after its first element
 * @param limits narrower than the session's, or empty for the session's
 * @param streaming whether {@link Execution#output()} will be subscribed to; when it is, a slow
 *     subscriber holds the program back
 */
public record ExecutionRequest(
    String code,
    Mode mode,
    Stdin stdin,
    List<String> arguments,
    Optional<Limits> limits,
    boolean streaming) {

  /** What the code is. */
  public enum Mode {
    /** A cell of a session, as at Python's prompt. */
    CELL,
    /** A whole program: it has arguments, and its atexit callbacks run at its end. */
    PROGRAM
  }

  public ExecutionRequest {
    arguments = List.copyOf(arguments);
  }

  /** A cell with an empty stdin, the session's limits and nobody listening. */
  public static ExecutionRequest cell(String code) {
    return new ExecutionRequest(code, Mode.CELL, Stdin.empty(), List.of(), Optional.empty(), false);
  }

  /** A program with an empty stdin, no arguments, the session's limits and nobody listening. */
  public static ExecutionRequest program(String code) {
    return new ExecutionRequest(
        code, Mode.PROGRAM, Stdin.empty(), List.of(), Optional.empty(), false);
  }

  public ExecutionRequest withStdin(Stdin newStdin) {
    return new ExecutionRequest(code, mode, newStdin, arguments, limits, streaming);
  }

  public ExecutionRequest withArguments(List<String> newArguments) {
    return new ExecutionRequest(code, mode, stdin, newArguments, limits, streaming);
  }

  public ExecutionRequest withLimits(Limits newLimits) {
    return new ExecutionRequest(code, mode, stdin, arguments, Optional.of(newLimits), streaming);
  }

  public ExecutionRequest withStreaming() {
    return new ExecutionRequest(code, mode, stdin, arguments, limits, true);
  }
}
