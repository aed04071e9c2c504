package io.serpentarium.service.core.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.core.execution.EnumMeters;
import org.springframework.stereotype.Component;

/**
 * Counts sessions: {@code serpentarium.sessions.opened}, {@code serpentarium.sessions.closed} by
 * reason, and {@code serpentarium.sessions.shed}.
 */
@Component
final class SessionMeters {

  private final Counter opened;
  private final Counter shed;
  private final EnumMeters<CloseReason, Counter> closed;

  SessionMeters(MeterRegistry registry) {
    opened =
        Counter.builder("serpentarium.sessions.opened")
            .description("Sessions opened")
            .register(registry);
    shed =
        Counter.builder("serpentarium.sessions.shed")
            .description("Sessions that hibernated because memory was short")
            .register(registry);
    closed = new EnumMeters<>(CloseReason.class, reason -> closedCounter(registry, reason));
  }

  /** Notes that a session hibernates before its time. */
  void shed() {
    shed.increment();
  }

  void opened() {
    opened.increment();
  }

  void closed(CloseReason reason) {
    closed.of(reason).increment();
  }

  private static Counter closedCounter(MeterRegistry registry, String reason) {
    return Counter.builder("serpentarium.sessions.closed")
        .description("Sessions closed, by reason")
        .tag("reason", reason)
        .register(registry);
  }
}
