package io.serpentarium.service.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that tests move forward. */
public final class MutableClock extends Clock {

  private final Clock base;
  private volatile Duration ahead = Duration.ZERO;

  public MutableClock(Clock base) {
    this.base = base;
  }

  /** Moves it forward. */
  public void advance(Duration duration) {
    ahead = ahead.plus(duration);
  }

  @Override
  public Instant instant() {
    return base.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return base.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new MutableClock(base.withZone(zone));
  }
}
