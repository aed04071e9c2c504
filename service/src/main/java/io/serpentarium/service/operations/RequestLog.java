package io.serpentarium.service.operations;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/** Logs one line for each finished request, streams and sockets included. */
@Component
final class RequestLog implements ObservationHandler<ServerRequestObservationContext> {

  private static final Logger log = LoggerFactory.getLogger("io.serpentarium.request");

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof ServerRequestObservationContext;
  }

  @Override
  public void onStart(ServerRequestObservationContext context) {
    context.put(RequestLog.class, System.nanoTime());
  }

  @Override
  public void onStop(ServerRequestObservationContext context) {
    RequestFacts facts = RequestFacts.of(context);
    long started = context.getRequired(RequestLog.class);
    long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
    log.atInfo()
        .addKeyValue("method", facts.method())
        .addKeyValue("route", facts.route())
        .addKeyValue("status", facts.status())
        .addKeyValue("duration_ms", millis)
        .addKeyValue("tenant", facts.tenant())
        .addKeyValue("subject", facts.subject())
        .addKeyValue("trace_id", facts.traceId())
        .log(
            "{} {} {} in {} ms, tenant {}, subject {}, trace {}",
            facts.method(),
            facts.route(),
            facts.status(),
            millis,
            facts.tenant(),
            facts.subject(),
            facts.traceId());
  }
}
