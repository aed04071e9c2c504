package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class IdleTimerTest {

  private static final Duration TIME = Duration.ofMinutes(5);

  private final MutableClock clock = new MutableClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private final IdleTimer idle = new IdleTimer(clock);

  @Test
  void countsFromItsBeginning() {
    clock.advance(TIME.minusNanos(1));
    assertThat(idle.isIdleFor(TIME)).isFalse();
    clock.advance(Duration.ofNanos(1));
    assertThat(idle.isIdleFor(TIME)).isTrue();
  }

  @Test
  void countsAnewFromEachUse() {
    clock.advance(TIME);
    idle.touch();
    assertThat(idle.isIdleFor(TIME)).isFalse();
    assertThat(idle.lastUsedAt()).isEqualTo(Instant.EPOCH.plus(TIME));
  }
}
