package io.serpentarium.service.v1;

import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** A Session as the contract shows it. */
record SessionView(
    String id,
    SessionState state,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt,
    Map<String, Long> limits,
    long memoryBytes) {

  static SessionView of(SessionInfo session) {
    return new SessionView(
        session.id(),
        session.state(),
        session.createdAt().truncatedTo(ChronoUnit.MILLIS),
        session.lastUsedAt().truncatedTo(ChronoUnit.MILLIS),
        session.expiresAt().truncatedTo(ChronoUnit.MILLIS),
        LimitsView.of(session.limits()),
        session.memoryBytes());
  }
}
