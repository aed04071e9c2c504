package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.core.execution.ExecutionHost;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operations on a session of this node. Thread-safe.
 *
 * <p>An operation that needs the session fails with {@link
 * io.serpentarium.sandbox.SessionBusyException} while another has it, rather than wait; with {@link
 * FailureCode#SESSION_NOT_FOUND} when the session has ended, {@link SessionMovedException} when it
 * leaves or has left, {@link io.serpentarium.sandbox.SessionLostException} when its state is lost,
 * and as {@link Placement#requireHeld} and {@link StateKeeper#keep} do. These calls may block for
 * seconds, and hold no lock meanwhile.
 */
final class SessionUse {

  private final KeptState state;
  private final Session session;
  private final ExecutionStarter starter;
  private final SessionLife life;
  private final CurrentExecution current;
  private final IdleTimer idle;
  private volatile @Nullable Grant terminalOwner;

  SessionUse(
      KeptState state,
      Session session,
      ExecutionStarter starter,
      SessionLife life,
      CurrentExecution current,
      IdleTimer idle) {
    this.state = state;
    this.session = session;
    this.starter = starter;
    this.life = life;
    this.current = current;
    this.idle = idle;
  }

  String id() {
    return state.id();
  }

  /**
   * Starts an execution.
   *
   * @param tenant its owner, with the quotas of now
   * @throws io.serpentarium.sandbox.SandboxException as {@link Session#execute} does
   */
  RunningExecution start(Tenant tenant, String executionId, ExecutionRequest request) {
    Limits limits = request.limits().orElse(session.limits());
    return start(tenant, executionId, limits, () -> session.execute(request));
  }

  /**
   * Starts an execution beside the session's own; its end counts as a use.
   *
   * @param tenant its owner, with the quotas of now
   * @throws io.serpentarium.sandbox.SandboxException as {@link Session#executeBeside} does
   */
  RunningExecution startBeside(Tenant tenant, String executionId, ExecutionRequest request) {
    Limits limits = request.limits().orElse(session.limits());
    starter.requireRunning();
    requireHeld();
    return starter.start(
        tenant,
        executionId,
        state.id(),
        limits,
        new ExecutionHost() {

          @Override
          public Execution begin() {
            return whileOpen(() -> session.executeBeside(request));
          }

          @Override
          public CompletionStage<?> ended(RunningExecution running, ExecutionResult result) {
            return endedBeside();
          }
        });
  }

  /** The files are kept as after a change to them; a session that has ended has none to keep. */
  private CompletionStage<?> endedBeside() {
    idle.touch();
    return state.whenDue(() -> change(files -> files)).handle((kept, failure) -> Optional.empty());
  }

  /** Takes over a statement that waits on its terminal; throws as {@link #start} does. */
  RunningExecution adopt(Tenant tenant, String executionId, Execution statement) {
    return start(tenant, executionId, session.limits(), () -> statement);
  }

  private RunningExecution start(
      Tenant tenant, String executionId, Limits limits, Supplier<Execution> execution) {
    starter.requireRunning();
    requireHeld();
    life.start();
    try {
      return starter.start(tenant, executionId, state.id(), limits, host(execution));
    } catch (RuntimeException | Error e) {
      life.release();
      throw e;
    }
  }

  private ExecutionHost host(Supplier<Execution> execution) {
    return new ExecutionHost() {

      @Override
      public Execution begin() {
        return whileOpen(execution);
      }

      @Override
      public void began(RunningExecution running) {
        current.begin(running);
        life.run();
      }

      @Override
      public CompletionStage<?> ended(RunningExecution running, ExecutionResult result) {
        return SessionUse.this.ended(running, result);
      }

      @Override
      public void refused(RunningExecution running) {
        SessionUse.this.refused(running);
      }
    };
  }

  private CompletionStage<?> ended(RunningExecution execution, ExecutionResult result) {
    idle.touch();
    if (result.sessionState() == SessionFate.LOST) {
      life.lose();
    }
    return life.end()
        .thenCompose(unchanging -> state.ended())
        .whenComplete((kept, failure) -> free(execution));
  }

  /** Reports that there was no room to begin: nothing was done. */
  private void refused(RunningExecution execution) {
    var _ = life.end().whenComplete((unchanging, failure) -> free(execution));
  }

  private void free(RunningExecution execution) {
    life.release();
    current.end(execution);
  }

  /** Returns the current execution, which needs no exclusive use. */
  CurrentExecution current() {
    return current;
  }

  /** Returns the files, which can be read at any time. */
  SessionFiles files() {
    return session.files();
  }

  /** Makes a change to the files that is kept like an execution's effects. */
  <T> T change(Function<SessionFiles, T> change) {
    requireHeld();
    boolean alone = life.change(state.isDue());
    try {
      T changed = change.apply(session.files());
      if (alone) {
        state.changed();
      }
      return changed;
    } finally {
      life.changed(alone);
    }
  }

  /**
   * Opens the terminal, or returns the one that is open; throws as {@link Session#openTerminal}
   * does.
   *
   * @param grant the grant of the terminal's new owner
   * @param size the size of a terminal that was not open
   */
  Terminal openTerminal(Grant grant, TerminalSize size, StatementGate gate) {
    requireHeld();
    terminalOwner = grant;
    return whileOpen(() -> session.openTerminal(size, gate));
  }

  /** Returns the owner with the quotas that the terminal's latest grant carries now. */
  Tenant terminalOwner() {
    Grant last = terminalOwner;
    return last == null ? state.owner() : last.latest();
  }

  /** Captures the state; throws as {@link Session#snapshot} does. */
  Snapshot snapshot() {
    return alone(session::snapshot);
  }

  /** Makes copies; throws as {@link Session#fork} does. */
  List<Session> fork(int count) {
    return alone(() -> session.fork(count));
  }

  /** Replaces the state; throws as {@link Session#restore} does. */
  void restore(Snapshot snapshot) {
    var _ = alone(() -> kept(() -> session.restore(snapshot)));
  }

  /**
   * Replaces the interpreter, keeping the present files.
   *
   * @param fresh opens a new session
   */
  void restart(Supplier<Session> fresh) {
    var _ =
        alone(
            () ->
                kept(
                    () -> {
                      try (Session next = fresh.get()) {
                        FileCopies.copy(session.files(), next.files());
                        try (Snapshot begun = next.snapshot()) {
                          session.restore(begun);
                        }
                      }
                    }));
  }

  /** Takes the last executions back; throws as {@link Session#undo} does. */
  void undo(int executions) {
    var _ = alone(() -> kept(() -> session.undo(executions)));
  }

  private boolean kept(Runnable change) {
    change.run();
    state.changed();
    return true;
  }

  private <T> T alone(Supplier<T> use) {
    requireHeld();
    life.take();
    try {
      return whileOpen(use);
    } finally {
      life.release();
    }
  }

  private void requireHeld() {
    life.requireOpen();
    state.requireHeld();
  }

  /** Distinguishes a session that has ended meanwhile from a defect. */
  private <T> T whileOpen(Supplier<T> use) {
    try {
      return use.get();
    } catch (IllegalStateException e) {
      life.requireOpen();
      throw e;
    }
  }
}
