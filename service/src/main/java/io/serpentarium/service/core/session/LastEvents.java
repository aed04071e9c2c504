package io.serpentarium.service.core.session;

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
  private final AtomicReference<@Nullable EventLog> last = new AtomicReference<>();

  LastEvents(Clock clock) {
    this.clock = clock;
  }

  /** Keeps those of an execution that was started just now, in the place of the last one's. */
  EventLog follow(RunningExecution started) {
    EventLog log = started.log(clock);
    last.set(log);
    return log;
  }

  /**
   * Returns the events of an execution.
   *
   * @throws ServiceFailure with {@link FailureCode#EVENTS_GONE} when they are not kept any more
   */
  EventLog of(String executionId) {
    EventLog log = last.get();
    if (log == null || !log.executionId().equals(executionId)) {
      throw new ServiceFailure(FailureCode.EVENTS_GONE);
    }
    return log;
  }

  /** Interrupts what nobody follows any more, and forgets what nobody will ask for. */
  void tidy(Duration patience) {
    EventLog log = last.get();
    if (log != null) {
      log.giveUpAfter(patience);
      if (log.isStaleAfter(patience)) {
        last.compareAndSet(log, null);
      }
    }
  }
}
