package io.serpentarium.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * Code to execute, with its input and its limits.
 *
 * @param code Python source
 * @param mode whether the code is a cell of a session or a whole program
 * @param stdin the standard input at the start
 * @param arguments {@code sys.argv} of a program, after its first element
 * @param limits limits narrower than the session's, or empty for the session's
 * @param streaming whether {@link Execution#output()} will be subscribed to; if so, a slow
 *     subscriber holds the program back
 * @param valued whether the value of a last expression is the result
 * @param kept whether the session keeps the execution's effects; otherwise the session is rolled
 *     back to its state before, with nothing more to undo
 * @param prelude code executed before the code, as part of the same execution; empty for none
 */
public record ExecutionRequest(
    String code,
    Mode mode,
    Stdin stdin,
    List<String> arguments,
    Optional<Limits> limits,
    boolean streaming,
    boolean valued,
    boolean kept,
    String prelude) {

  /** The kind of the code. */
  public enum Mode {
    /** A cell of a session, as at Python's prompt. */
    CELL,
    /** A main script whose variables stay for later cells. */
    SCRIPT,
    /** A whole program: the main script and the interpreter's finalization. */
    PROGRAM
  }

  public ExecutionRequest {
    arguments = List.copyOf(arguments);
  }

  /** A cell with an empty stdin, the session's limits and no streaming. */
  public static ExecutionRequest cell(String code) {
    return of(code, Mode.CELL);
  }

  /** A program with an empty stdin, no arguments, the session's limits and no streaming. */
  public static ExecutionRequest program(String code) {
    return of(code, Mode.PROGRAM);
  }

  /** A main script whose variables stay, with an empty stdin and no arguments. */
  public static ExecutionRequest script(String code) {
    return of(code, Mode.SCRIPT);
  }

  private static ExecutionRequest of(String code, Mode mode) {
    return new ExecutionRequest(
        code, mode, Stdin.empty(), List.of(), Optional.empty(), false, true, true, "");
  }

  /** Returns this request with the last expression treated as a statement like the others. */
  public ExecutionRequest withoutValue() {
    return new ExecutionRequest(
        code, mode, stdin, arguments, limits, streaming, false, kept, prelude);
  }

  public ExecutionRequest withStdin(Stdin newStdin) {
    return new ExecutionRequest(
        code, mode, newStdin, arguments, limits, streaming, valued, kept, prelude);
  }

  public ExecutionRequest withArguments(List<String> newArguments) {
    return new ExecutionRequest(
        code, mode, stdin, newArguments, limits, streaming, valued, kept, prelude);
  }

  public ExecutionRequest withLimits(Limits newLimits) {
    return new ExecutionRequest(
        code, mode, stdin, arguments, Optional.of(newLimits), streaming, valued, kept, prelude);
  }

  public ExecutionRequest withStreaming() {
    return new ExecutionRequest(code, mode, stdin, arguments, limits, true, valued, kept, prelude);
  }

  /** Returns this request with its effects on the session undone afterwards. */
  public ExecutionRequest withoutTrace() {
    return new ExecutionRequest(
        code, mode, stdin, arguments, limits, streaming, valued, false, prelude);
  }

  /**
   * Returns this request with code of the host's that runs first. If that does not complete, its
   * outcome is the execution's.
   */
  public ExecutionRequest after(String newPrelude) {
    return new ExecutionRequest(
        code, mode, stdin, arguments, limits, streaming, valued, kept, newPrelude);
  }
}
