package io.serpentarium.service.core.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.core.execution.EnumMeters;
import org.springframework.stereotype.Component;

/**
 * Counts sessions: {@code serpentarium.sessions.opened} and {@code serpentarium.sessions.closed} by
 * reason.
 */
@Component
final class SessionMeters {

  private final Counter opened;
  private final EnumMeters<CloseReason, Counter> closed;

  SessionMeters(MeterRegistry registry) {
    opened =
        Counter.builder("serpentarium.sessions.opened")
            .description("Sessions opened")
            .register(registry);
    closed = new EnumMeters<>(CloseReason.class, reason -> closedCounter(registry, reason));
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
