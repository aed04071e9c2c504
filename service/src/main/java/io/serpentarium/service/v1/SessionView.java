package io.serpentarium.service.v1;

import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SessionState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        WireLimits.of(session.limits()),
        session.memoryBytes());
  }

  /** A page of Sessions as the contract shows it. */
  record Page(List<SessionView> items, @Nullable String nextCursor) {

    static Page of(SessionService.Page page) {
      return new Page(page.items().stream().map(SessionView::of).toList(), page.nextCursor());
    }
  }
}
