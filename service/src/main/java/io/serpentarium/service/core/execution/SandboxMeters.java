package io.serpentarium.service.core.execution;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxStatistics;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** Shows the sandbox's own numbers: what executes, and how the pool of ready instances does. */
@Component
final class SandboxMeters implements MeterBinder {

  private final Sandbox sandbox;

  SandboxMeters(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "executing", "Executions under way", SandboxStatistics::executing);
    gauge(registry, "pool.ready", "Instances ready for use", SandboxStatistics::poolReady);
    gauge(registry, "pool.target", "Instances to keep ready", SandboxStatistics::poolTarget);
    counter(registry, "pool.hits", "Sessions from the pool", SandboxStatistics::poolHits);
    counter(registry, "pool.misses", "Sessions made on demand", SandboxStatistics::poolMisses);
    counter(
        registry,
        "watchdog.failures",
        "Failed checks of a program's limits",
        SandboxStatistics::watchdogFailures);
    counter(
        registry,
        "deadline.failures",
        "Deadlines of guests that the engine could not enforce",
        SandboxStatistics::deadlineFailures);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<SandboxStatistics> number) {
    Gauge.builder(
            "serpentarium." + name, sandbox, source -> number.applyAsDouble(source.statistics()))
        .description(description)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<SandboxStatistics> number) {
    FunctionCounter.builder(
            "serpentarium." + name, sandbox, source -> number.applyAsDouble(source.statistics()))
        .description(description)
        .register(registry);
  }
}
