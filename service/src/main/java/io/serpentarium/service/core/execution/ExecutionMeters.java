package io.serpentarium.service.core.execution;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.MetLimit;
import org.springframework.stereotype.Component;

/**
 * Measures executions: {@code serpentarium.executions} by status, {@code serpentarium.limits.met}
 * by limit and {@code serpentarium.interrupts}.
 */
@Component
final class ExecutionMeters {

  private final EnumMeters<FinishedExecution.Status, Timer> executions;
  private final EnumMeters<MetLimit, Counter> limitsMet;
  private final Counter interrupts;

  ExecutionMeters(MeterRegistry registry) {
    executions =
        new EnumMeters<>(FinishedExecution.Status.class, status -> timer(registry, status));
    limitsMet = new EnumMeters<>(MetLimit.class, limit -> limitCounter(registry, limit));
    interrupts =
        Counter.builder("serpentarium.interrupts")
            .description("Interrupts that reached a running program")
            .register(registry);
  }

  void ended(ExecutionResult result) {
    executions.of(FinishedExecution.Status.of(result.outcome())).record(result.usage().wallTime());
    result.limitsMet().forEach(limit -> limitsMet.of(limit).increment());
  }

  void interrupted() {
    interrupts.increment();
  }

  private static Timer timer(MeterRegistry registry, String status) {
    return Timer.builder("serpentarium.executions")
        .description("Wall time of executions by how they ended")
        .tag("status", status)
        .publishPercentileHistogram()
        .register(registry);
  }

  private static Counter limitCounter(MeterRegistry registry, String limit) {
    return Counter.builder("serpentarium.limits.met")
        .description("Executions that reached a limit")
        .tag("limit", limit)
        .register(registry);
  }
}
