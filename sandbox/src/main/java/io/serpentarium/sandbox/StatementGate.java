package io.serpentarium.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides which statements of a {@link Terminal} run. Thread-safe; no method blocks. */
@FunctionalInterface
public interface StatementGate {

  /** A gate that lets every statement run. */
  static StatementGate open() {
    return statement -> CompletableFuture.completedStage(Optional.empty());
  }

  /**
   * Decides on a statement. Its thread waits for that, and the session is busy meanwhile.
   *
   * @param statement that was entered: an execution without output and stdin of its own, since the
   *     terminal has them. It can be interrupted from now on; its result comes once it has run, and
   *     never where it is refused.
   * @return nothing to let it run, or why it may not, in less than a line
   */
  CompletionStage<Optional<String>> admit(Execution statement);

  /**
   * Decides on a step of the terminal other than a statement: a prompt, which may run {@code
   * sys.ps1}'s code, or an edit, which may complete names. Asked before each; its thread waits.
   *
   * @return nothing to let it run; or why it may not, in less than a line: what was typed is
   *     dropped then, and the host prompts
   */
  default CompletionStage<Optional<String>> admitEdit() {
    return CompletableFuture.completedStage(Optional.empty());
  }

  /**
   * Notes the CPU time of typing apart from statements, such as for completing names and making
   * prompts.
   */
  default void edited(Duration cpuTime) {}
}
