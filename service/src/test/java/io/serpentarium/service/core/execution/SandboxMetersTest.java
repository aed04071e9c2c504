package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxStatistics;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SandboxMetersTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private SandboxStatistics now = statistics(0);

  /** Each number has a value of its own. */
  private static SandboxStatistics statistics(int base) {
    return new SandboxStatistics(
        base + 1,
        base + 2,
        base + 3,
        base + 4,
        base + 5,
        base + 6,
        base + 7,
        Duration.ofSeconds(8),
        base + 9,
        Duration.ofSeconds(10),
        base + 11);
  }

  @Test
  void showTheNumbersOfNow() {
    new SandboxMeters(sandbox()).bindTo(registry);
    for (int base : new int[] {0, 100}) {
      now = statistics(base);
      assertThat(gauge("executing")).isEqualTo(base + 2);
      assertThat(gauge("pool.ready")).isEqualTo(base + 3);
      assertThat(gauge("pool.target")).isEqualTo(base + 4);
      assertThat(counter("pool.hits")).isEqualTo(base + 5);
      assertThat(counter("pool.misses")).isEqualTo(base + 6);
      assertThat(counter("watchdog.failures")).isEqualTo(base + 9);
      assertThat(counter("deadline.failures")).isEqualTo(base + 11);
    }
  }

  @Test
  void sayWhatTheyAre() {
    new SandboxMeters(sandbox()).bindTo(registry);
    assertThat(registry.getMeters())
        .hasSize(7)
        .extracting(Meter::getId)
        .allMatch(id -> id.getDescription() != null && !id.getDescription().isBlank());
  }

  private double gauge(String name) {
    return registry.get("serpentarium." + name).gauge().value();
  }

  private double counter(String name) {
    return registry.get("serpentarium." + name).functionCounter().count();
  }

  /** A sandbox that can do nothing but tell its numbers. */
  @SuppressWarnings("ReferenceEquality") // identity is what a proxy has
  private Sandbox sandbox() {
    return (Sandbox)
        Proxy.newProxyInstance(
            Sandbox.class.getClassLoader(),
            new Class<?>[] {Sandbox.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "statistics" -> now;
                  case "hashCode" -> 1;
                  case "equals" -> proxy == arguments[0];
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
