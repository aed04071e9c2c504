package io.serpentarium.sandbox;

import java.util.List;
import java.util.Set;

/**
 * How an execution ended and what it wrote.
 *
 * @param stdout all it wrote there, up to the output limit; malformed UTF-8 is replaced
 * @param stderr likewise
 * @param stdoutTruncated whether more was written than is given
 * @param stderrTruncated likewise
 * @param displays lines that it has displayed, as many as the output limit has room for
 * @param sessionState what became of the session
 * @param limitsMet whether they ended it or not
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

  /** Owns the list and the set. */
  public ExecutionResult {
    displays = List.copyOf(displays);
    limitsMet = Set.copyOf(limitsMet);
  }

  /** What an execution left of its session. */
  public enum SessionFate {
    /** The state is complete. */
    KEPT,
    /** The state from before the execution was restored, files included. */
    ROLLED_BACK,
    /** The state is lost. */
    LOST
  }
}
