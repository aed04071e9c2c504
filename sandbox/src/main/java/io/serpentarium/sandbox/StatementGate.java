package io.serpentarium.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides which statements of a {@link Terminal} run. Thread-safe; no method blocks. */
@FunctionalInterface
public interface StatementGate {

  /** A gate that admits every statement. */
  static StatementGate open() {
    return statement -> CompletableFuture.completedStage(Optional.empty());
  }

  /**
   * Decides on a statement. The terminal's thread waits for the decision, and the session is busy
   * meanwhile.
   *
   * @param statement the statement that was entered: an execution without output and stdin of its
   *     own, since the terminal has them. It can be interrupted from now on; its result comes once
   *     it has run, and never if it is refused.
   * @return empty to let it run, or the reason why it may not, in less than a line
   */
  CompletionStage<Optional<String>> admit(Execution statement);

  /**
   * Decides on a step of the terminal other than a statement: a prompt, which may run {@code
   * sys.ps1}'s code, or an edit, which may complete names. Called before each step; the terminal's
   * thread waits.
   *
   * @return empty to let it run, or the reason why it may not, in less than a line: the text typed
   *     is dropped then, and the host prompts
   */
  default CompletionStage<Optional<String>> admitEdit() {
    return CompletableFuture.completedStage(Optional.empty());
  }

  /**
   * Charges the CPU time of editing outside of statements, such as completing names and making
   * prompts.
   */
  default void edited(Duration cpuTime) {}
}
