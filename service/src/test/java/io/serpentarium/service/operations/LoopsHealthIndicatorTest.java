package io.serpentarium.service.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class LoopsHealthIndicatorTest {

  private final AtomicLong nanos = new AtomicLong();
  private final Loops loops = new Loops(new SimpleMeterRegistry(), nanos::get);
  private final LoopsHealthIndicator indicator = new LoopsHealthIndicator(loops);

  @Test
  void isDownWhileALoopIsStalled() {
    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
    try (Loop _ = loops.start("reaper", Duration.ofHours(1), () -> {})) {
      assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
      nanos.addAndGet(Duration.ofDays(1).toNanos());
      Health down = indicator.health();
      assertThat(down.getStatus()).isEqualTo(Status.DOWN);
      assertThat(down.getDetails()).containsEntry("stalled", List.of("reaper"));
    }
    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
  }
}
