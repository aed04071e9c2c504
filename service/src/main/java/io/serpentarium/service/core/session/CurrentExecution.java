package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The current execution of a session; its watchers are notified of changes. Thread-safe. */
final class CurrentExecution {

  /** The current or the last execution; null at first. */
  private record Latest(@Nullable RunningExecution execution, boolean isRunning) {

    SessionWatch.Status status() {
      return new SessionWatch.Status(
          isRunning ? SessionState.BUSY : SessionState.IDLE,
          execution == null ? null : execution.id());
    }
  }

  private final SessionWatchers watchers;
  private volatile Latest latest = new Latest(null, false);
  private final AtomicInteger untold = new AtomicInteger();

  CurrentExecution(SessionWatchers watchers) {
    this.watchers = watchers;
    tell();
  }

  void begin(RunningExecution started) {
    synchronized (this) {
      latest = new Latest(started, true);
    }
    tell();
  }

  /** Notes that an execution has ended, unless the next one runs already. */
  void end(RunningExecution ended) {
    synchronized (this) {
      if (latest.execution() != ended) {
        return;
      }
      latest = new Latest(ended, false);
    }
    tell();
  }

  /** Notifies watchers in order, so that none hears of an end after the next start. */
  private void tell() {
    if (untold.getAndIncrement() == 0) {
      int told;
      do {
        told = untold.get();
        watchers.tell(latest.status());
      } while (untold.addAndGet(-told) != 0);
    }
  }

  /** Returns whether an execution runs or its state is being kept. */
  boolean isBusy() {
    return latest.isRunning();
  }

  /**
   * Passes input to the running execution.
   *
   * @throws ServiceFailure with {@link FailureCode#NOT_RUNNING} if nothing runs or it reads no more
   * @throws ServiceFailure with {@link FailureCode#STDIN_FULL} if the program has to read first
   */
  void feed(Function<RunningExecution, StdinOutcome> input) {
    RunningExecution reader = running();
    requireAccepted(reader == null ? StdinOutcome.CLOSED : input.apply(reader));
  }

  /** Throws as {@link #feed} does unless input was accepted. */
  static void requireAccepted(StdinOutcome outcome) {
    switch (outcome) {
      case ACCEPTED -> {}
      case FULL -> throw new ServiceFailure(FailureCode.STDIN_FULL);
      case CLOSED -> throw new ServiceFailure(FailureCode.NOT_RUNNING);
    }
  }

  /**
   * Ctrl-C.
   *
   * @return whether something ran
   */
  boolean interrupt() {
    RunningExecution target = running();
    return target != null && target.interrupt();
  }

  /**
   * Ctrl-C for one execution only.
   *
   * @return whether it ran
   */
  boolean interrupt(String executionId) {
    RunningExecution target = running();
    return target != null && target.id().equals(executionId) && target.interrupt();
  }

  private @Nullable RunningExecution running() {
    Latest now = latest;
    return now.isRunning() ? now.execution() : null;
  }
}
