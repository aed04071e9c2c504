package io.serpentarium.service.core.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The time of a session's last use. Thread-safe; never blocks. */
final class IdleTimer {

  private final Clock clock;
  private volatile Instant lastUsedAt;

  /** Creates a timer that counts its creation as a use. */
  IdleTimer(Clock clock) {
    this.clock = clock;
    lastUsedAt = clock.instant();
  }

  /** Notes a use. */
  void touch() {
    lastUsedAt = clock.instant();
  }

  Instant lastUsedAt() {
    return lastUsedAt;
  }

  /** Returns whether the session has not been used for the given time. */
  boolean isIdleFor(Duration time) {
    return !clock.instant().isBefore(lastUsedAt.plus(time));
  }
}
