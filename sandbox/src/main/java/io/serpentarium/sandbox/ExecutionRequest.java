package io.serpentarium.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * What to execute, and how.
 *
 * @param code Python source
 * @param mode whether the code is a cell of a session or a whole program
 * @param stdin what the program reads
 * @param arguments {@code sys.argv} of a program, after its first element
 * @param limits narrower than the session's, or empty for the session's
 * @param streaming whether {@link Execution#output()} will be subscribed to; when it is, a slow
 *     subscriber holds the program back
 * @param valued whether the value of a last expression is the result
 * @param kept whether what it does to the session stays; else the session is afterwards as it was
 *     before, with nothing more to undo
 * @param prelude executed before the code, as a part of the same execution; empty for none
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

  /** What the code is. */
  public enum Mode {
    /** A cell of a session, as at Python's prompt. */
    CELL,
    /** The main script of a program that goes on: what it leaves is there for cells. */
    SCRIPT,
    /** A whole program: the main script, and what happens when its interpreter ends. */
    PROGRAM
  }

  public ExecutionRequest {
    arguments = List.copyOf(arguments);
  }

  /** A cell with an empty stdin, the session's limits and nobody listening. */
  public static ExecutionRequest cell(String code) {
    return of(code, Mode.CELL);
  }

  /** A program with an empty stdin, no arguments, the session's limits and nobody listening. */
  public static ExecutionRequest program(String code) {
    return of(code, Mode.PROGRAM);
  }

  /** The main script of a program that goes on, with an empty stdin and no arguments. */
  public static ExecutionRequest script(String code) {
    return of(code, Mode.SCRIPT);
  }

  private static ExecutionRequest of(String code, Mode mode) {
    return new ExecutionRequest(
        code, mode, Stdin.empty(), List.of(), Optional.empty(), false, true, true, "");
  }

  /** Returns the request for no result: the last expression is a statement like the others. */
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

  /** Returns the request for an answer that leaves no trace in the session. */
  public ExecutionRequest withoutTrace() {
    return new ExecutionRequest(
        code, mode, stdin, arguments, limits, streaming, valued, false, prelude);
  }

  /**
   * Returns the request with code of the host's that makes ready what the code needs. Where it does
   * not complete, its end is that of the execution.
   */
  public ExecutionRequest after(String newPrelude) {
    return new ExecutionRequest(
        code, mode, stdin, arguments, limits, streaming, valued, kept, newPrelude);
  }
}
