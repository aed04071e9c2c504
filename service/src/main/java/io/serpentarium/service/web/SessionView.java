package io.serpentarium.service.web;

import io.serpentarium.service.session.SessionInfo;
import io.serpentarium.service.session.SessionState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A Session as the contract shows it. */
record SessionView(
    String id,
    SessionState state,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt,
    LimitsView limits,
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
