package io.serpentarium.service.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.remote.front.RemoteSandbox;
import org.springframework.stereotype.Component;

/**
 * Counts worker processes: {@code serpentarium.isolation.workers} and {@code
 * serpentarium.isolation.deaths}, both 0 where guests run in the service's process.
 */
@Component
final class IsolationMeters {

  IsolationMeters(MeterRegistry registry, Sandbox sandbox) {
    Gauge.builder("serpentarium.isolation.workers", sandbox, IsolationMeters::workers)
        .description("Worker processes that run")
        .strongReference(true)
        .register(registry);
    FunctionCounter.builder("serpentarium.isolation.deaths", sandbox, IsolationMeters::deaths)
        .description("Worker processes that ended and took sessions with them")
        .register(registry);
  }

  private static double workers(Sandbox sandbox) {
    return sandbox instanceof RemoteSandbox remote ? remote.workers() : 0;
  }

  private static double deaths(Sandbox sandbox) {
    return sandbox instanceof RemoteSandbox remote ? remote.workerDeaths() : 0;
  }
}
