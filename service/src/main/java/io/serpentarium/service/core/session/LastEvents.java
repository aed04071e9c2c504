package io.serpentarium.service.core.session;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The events of a session's last streamed execution. Thread-safe; never blocks. */
final class LastEvents {

  private final Clock clock;
  private final AtomicReference<@Nullable Kept> last = new AtomicReference<>();

  /** Events with their holding of the heap. */
  private record Kept(EventLog log, HeapHolding holding) {}

  LastEvents(Clock clock) {
    this.clock = clock;
  }

  /**
   * Keeps the events of an execution that was just started, replacing those of the last one.
   *
   * @param holding the holding of the heap, which is closed once the events are forgotten
   */
  EventLog follow(RunningExecution started, HeapHolding holding) {
    EventLog log = started.log(clock, holding);
    release(last.getAndSet(new Kept(log, holding)));
    return log;
  }

  /**
   * Keeps the events of an execution beside the session's own, apart from those of the last one.
   *
   * @param holding the holding of the heap, which the caller closes once the events are forgotten
   */
  EventLog followBeside(RunningExecution started, HeapHolding holding) {
    return started.log(clock, holding);
  }

  /** Forgets the events; readers that follow them go on. */
  void forget() {
    release(last.getAndSet(null));
  }

  private static void release(@Nullable Kept former) {
    if (former != null) {
      former.holding().close();
    }
  }

  /**
   * Returns the events of an execution.
   *
   * @throws ServiceFailure with {@link FailureCode#EVENTS_GONE} if they are not kept any more
   */
  EventLog of(String executionId) {
    Kept kept = last.get();
    if (kept == null || !kept.log().executionId().equals(executionId)) {
      throw new ServiceFailure(FailureCode.EVENTS_GONE);
    }
    return kept.log();
  }

  /** Interrupts an execution without followers, and forgets outdated events. */
  void tidy(Duration patience) {
    Kept kept = last.get();
    if (kept != null) {
      kept.log().giveUpAfter(patience);
      if (kept.log().isStaleAfter(patience) && last.compareAndSet(kept, null)) {
        kept.holding().close();
      }
    }
  }
}
