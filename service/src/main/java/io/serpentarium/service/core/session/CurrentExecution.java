package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.service.core.execution.RunningExecution;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What runs in a session, of which it tells those who watch.
 *
 * <p>{@link #begin}, {@link #requireKept}, {@link #keep} and {@link #free} are called under the
 * session's lock; the others by any thread.
 */
final class CurrentExecution {

  private final SessionWatchers watchers;
  private volatile @Nullable RunningExecution running;
  private boolean keeping;

  CurrentExecution(SessionWatchers watchers) {
    this.watchers = watchers;
  }

  void begin(RunningExecution started) {
    running = started;
    watchers.tell(SessionState.BUSY, started.id());
  }

  /**
   * Lets pass who wants to start the next one.
   *
   * @throws SessionBusyException while what the last one left is being kept
   */
  void requireKept() {
    if (keeping) {
      throw new SessionBusyException();
    }
  }

  /** It has ended, and what it left is being kept. */
  void keep() {
    keeping = true;
  }

  /** What it left is kept, or cannot be. */
  void free(RunningExecution ended) {
    keeping = false;
    if (running == ended) {
      running = null;
      watchers.tell(SessionState.IDLE, ended.id());
    }
  }

  /** Whether something runs or is being kept. */
  boolean isBusy() {
    return running != null;
  }

  /**
   * Gives input to what runs.
   *
   * @throws NotRunningException when nothing runs or it reads no more
   * @throws StdinFullException when the program has to read first
   */
  void feed(Function<RunningExecution, StdinOutcome> input) {
    RunningExecution reader = running;
    StdinOutcome outcome = reader == null ? StdinOutcome.CLOSED : input.apply(reader);
    switch (outcome) {
      case ACCEPTED -> {}
      case FULL -> throw new StdinFullException();
      case CLOSED -> throw new NotRunningException();
    }
  }

  /**
   * Ctrl-C.
   *
   * @return whether something ran
   */
  boolean interrupt() {
    RunningExecution target = running;
    return target != null && target.interrupt();
  }
}
