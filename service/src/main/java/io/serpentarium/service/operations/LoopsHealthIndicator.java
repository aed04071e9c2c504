package io.serpentarium.service.operations;

import io.serpentarium.service.core.scheduling.Loops;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Fails {@code /livez} while a loop makes no rounds: the node enforces something no more. */
@Component
final class LoopsHealthIndicator implements HealthIndicator {

  private final Loops loops;

  LoopsHealthIndicator(Loops loops) {
    this.loops = loops;
  }

  @Override
  public Health health() {
    List<String> stalled = loops.stalled();
    return stalled.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("stalled", stalled).build();
  }
}
