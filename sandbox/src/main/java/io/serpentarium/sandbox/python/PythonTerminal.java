package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.python.GuestDoor.Inside;
import io.serpentarium.sandbox.python.TerminalStep.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A session's terminal: the steps to perform in its guest, and their results.
 *
 * <p>Its session asks for the {@link #next} step while it is idle, and {@link #perform}s it on a
 * guest thread.
 */
final class PythonTerminal implements Terminal {

  /** Bytes that one step edits by: the time of a step is limited. */
  private static final int MOST_TYPED = 256;

  private static final int HANGUP = 129;

  /** The host's prompt, shown if the guest may not draw its own. */
  private static final String HOST_PROMPT = ">>> ";

  private static final long EDIT_MILLIS = 5_000;

  /** The limits of an edit, which runs user code only to complete names and to prompt. */
  private static final Limits EDIT_LIMITS =
      Limits.of(limit -> limit.isTime() ? EDIT_MILLIS : limit.most());

  private final Limits limits;
  private final StatementGate gate;
  private final Runnable wake;
  private final TerminalInput input = new TerminalInput();
  private final TerminalOutput output;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private TerminalSize size;
  private boolean resized;
  private @Nullable Operation due = Operation.OPEN;

  /**
   * The operation that is due before anything is edited, if the host has prompted instead of the
   * guest.
   */
  private @Nullable Operation deferred;

  /** Whether the present step was deferred before. */
  private boolean retried;

  private @Nullable GuestRun statement;
  private @Nullable GuestInstance entered;
  private @Nullable TerminalAnswer answer;

  /**
   * Creates a terminal that is to be opened.
   *
   * @param gate the gate that admits its statements
   * @param wake makes the session check for a next step, and its guest's waits check their
   *     conditions
   * @param onRoom an action to run whenever a held back guest may write again
   */
  PythonTerminal(
      TerminalSize size, Limits limits, StatementGate gate, Runnable wake, Runnable onRoom) {
    this.size = size;
    this.limits = limits;
    this.gate = gate;
    this.wake = wake;
    this.output = new TerminalOutput(onRoom);
  }

  @Override
  public Flow.Publisher<String> output() {
    return output;
  }

  @Override
  public InputOutcome input(String text) {
    if (isOver()) {
      return InputOutcome.CLOSED;
    }
    if (!input.offer(text.getBytes(StandardCharsets.UTF_8))) {
      return InputOutcome.FULL;
    }
    interruptIfTyped();
    wake.run();
    return InputOutcome.ACCEPTED;
  }

  /** A Ctrl-C stops the statement that runs; at the prompt it is a key. */
  private synchronized void interruptIfTyped() {
    GuestRun running = statement;
    if (running != null && entered != null && entered.terminalSignals() && input.takeInterrupt()) {
      running.interrupt();
    }
  }

  @Override
  public void resize(TerminalSize newSize) {
    synchronized (this) {
      resized |= !newSize.equals(size);
      size = newSize;
    }
    wake.run();
  }

  @Override
  public CompletionStage<Integer> ended() {
    return ended.minimalCompletionStage();
  }

  @Override
  public void close() {
    GuestRun running;
    synchronized (this) {
      running = statement;
    }
    end(HANGUP);
    if (running != null) {
      running.interrupt();
    }
    wake.run();
  }

  boolean isOver() {
    return ended.isDone();
  }

  /** The session's state is another than before: there is a new prompt to be drawn. */
  void reopen() {
    synchronized (this) {
      due = Operation.OPEN;
      deferred = null;
    }
    output.show("\r\n");
  }

  synchronized boolean hasWork() {
    return !isOver() && (due != null || (resized && deferred == null) || !input.isEmpty());
  }

  /** Returns the next step, or null. */
  synchronized @Nullable TerminalStep next() {
    if (!hasWork()) {
      return null;
    }
    retried = due == null && deferred != null;
    if (retried) {
      due = deferred;
    }
    deferred = null;
    Operation operation = due == null ? Operation.EDIT : due;
    due = null;
    if (operation != Operation.EDIT) {
      return TerminalStep.of(operation);
    }
    resized = false;
    return TerminalStep.edit(input.take(MOST_TYPED));
  }

  /** Returns the limits of a step. */
  Limits limits(TerminalStep step) {
    if (step.isStatement()) {
      return limits;
    }
    return limits.least(EDIT_LIMITS).with(Limit.OUTPUT, Limit.OUTPUT.most());
  }

  /**
   * Waits until the gate has decided on a statement that was entered. A refused statement is
   * dropped, and a prompt is due.
   *
   * @return whether the statement may run
   */
  boolean admits(TerminalStatement statement) {
    Optional<String> refusal =
        gate.admit(statement)
            .exceptionally(failure -> Optional.of("its gate failed"))
            .toCompletableFuture()
            .join();
    refusal.ifPresent(this::refuse);
    return refusal.isEmpty();
  }

  /**
   * Waits until the gate has decided on a step that is no statement.
   *
   * @return whether it may be done; if not, the host has prompted
   */
  boolean admitsEdit(TerminalStep step) {
    Optional<String> refusal =
        gate.admitEdit()
            .exceptionally(failure -> Optional.of("its gate failed"))
            .toCompletableFuture()
            .join();
    refusal.ifPresent(reason -> promptItself(step, reason));
    return refusal.isEmpty();
  }

  /** Reports that there was no room to begin a step: the host prompts. */
  void refused(TerminalStep step) {
    promptItself(step, "the node has no room for it now");
  }

  /** Prompts in place of the guest, which does so once something is typed again and it may. */
  private void promptItself(TerminalStep step, String reason) {
    input.drop();
    synchronized (this) {
      deferred = step.operation() == Operation.OPEN ? Operation.OPEN : Operation.PROMPT;
      due = null;
    }
    boolean told = step.operation() == Operation.PROMPT && !retried;
    output.show((told ? "" : "\r\n" + TerminalNotice.refusal(reason)) + HOST_PROMPT);
  }

  private void refuse(String reason) {
    output.show(TerminalNotice.refusal(reason));
    setDue(Operation.PROMPT);
  }

  /** Reports the usage of a step other than a statement to the gate. */
  void account(ExecutionResult result) {
    gate.edited(result.usage().cpuTime());
  }

  /** Performs a step in the guest, under the limits of {@code run}. */
  ExecutionResult perform(TerminalStep step, GuestRun run, Guest guest) {
    output.allow(limits(step).outputBytes());
    run.countNoTyping(input::starved);
    answer = null;
    ExecutionResult result =
        run.call(inside -> enter(step, run, guest, inside), ExecutionOutput.none());
    synchronized (this) {
      statement = null;
      entered = null;
    }
    follow(step, result);
    return result;
  }

  private GuestResult enter(TerminalStep step, GuestRun run, Guest guest, Inside inside) {
    GuestInstance instance = inside.instance();
    guest.console().connect(input, output, run::overflow);
    synchronized (this) {
      instance.control().setTerminalSize(size);
      statement = step.isStatement() ? run : null;
      entered = instance;
    }
    interruptIfTyped();
    answer = inside.terminal(step.number(), step.typed());
    return step.isStatement() ? instance.control().terminalResult() : GuestResult.nothing();
  }

  private void follow(TerminalStep step, ExecutionResult result) {
    TerminalAnswer told = answer;
    if (result.outcome() instanceof Outcome.Exited(int code)) {
      end(code);
    } else if (result.sessionState() == SessionFate.LOST) {
      output.show("\r\n[the session is lost]\r\n");
      end(HANGUP);
    } else if (told == null || result.sessionState() == SessionFate.ROLLED_BACK) {
      failed(step, result);
    } else {
      follow(step, result, told);
    }
  }

  private void follow(TerminalStep step, ExecutionResult result, TerminalAnswer told) {
    byte[] typed = step.typed();
    input.putBack(Arrays.copyOfRange(typed, typed.length - told.unused(), typed.length));
    switch (told.state()) {
      case ENDED -> end(told.exitCode());
      case ENTERED -> setDue(Operation.RUN);
      case DONE -> {
        output.show(TerminalNotice.of(step, result));
        setDue(step.isStatement() ? Operation.PROMPT : null);
      }
    }
  }

  /** Reports a failed step. If drawing the prompt failed, it is drawn again at the next key. */
  private void failed(TerminalStep step, ExecutionResult result) {
    output.show(TerminalNotice.of(step, result));
    boolean prompts = step.isStatement() || step.operation() == Operation.EDIT;
    setDue(prompts ? Operation.PROMPT : null);
  }

  private synchronized void setDue(@Nullable Operation operation) {
    due = due == Operation.OPEN ? due : operation;
  }

  /** Ends the loop; the exit code is available before the output completes. */
  void end(int exitCode) {
    input.end();
    ended.complete(exitCode);
    output.end();
  }
}
