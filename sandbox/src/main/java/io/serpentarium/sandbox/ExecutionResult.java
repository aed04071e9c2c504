package io.serpentarium.sandbox;

import java.util.List;
import java.util.Set;

/**
 * The outcome and the output of an execution.
 *
 * @param stdout text written to stdout, up to the output limit; malformed UTF-8 is replaced
 * @param stderr text written to stderr, up to the output limit; malformed UTF-8 is replaced
 * @param stdoutTruncated whether more was written to stdout
 * @param stderrTruncated whether more was written to stderr
 * @param displays lines written to {@code /dev/display}, 8 MiB at most
 * @param sessionState the state that the session was left in
 * @param limitsMet the limits that the program reached, whether or not they ended it
 */
public record ExecutionResult(
    Outcome outcome,
    String stdout,
    String stderr,
    boolean stdoutTruncated,
    boolean stderrTruncated,
    List<String> displays,
    SessionFate sessionState,
    Usage usage,
    Set<MetLimit> limitsMet) {

  /** Copies the list and the set. */
  public ExecutionResult {
    displays = List.copyOf(displays);
    limitsMet = Set.copyOf(limitsMet);
  }

  /** Returns this result with another state of the session. */
  public ExecutionResult withSessionState(SessionFate state) {
    return new ExecutionResult(
        outcome,
        stdout,
        stderr,
        stdoutTruncated,
        stderrTruncated,
        displays,
        state,
        usage,
        limitsMet);
  }

  /** The state in which an execution leaves its session. */
  public enum SessionFate {
    /** The state is complete. */
    KEPT,
    /** The state from before the execution was restored, files included. */
    ROLLED_BACK,
    /** The state is lost. */
    LOST
  }
}
