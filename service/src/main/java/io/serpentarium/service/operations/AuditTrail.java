package io.serpentarium.service.operations;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.serpentarium.service.core.execution.ExecutionAudit;
import io.serpentarium.service.core.tenancy.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/** Writes who did what to what, and with which status, in a log of its own. */
@Component
final class AuditTrail
    implements ObservationHandler<ServerRequestObservationContext>, ExecutionAudit {

  private static final Logger log = LoggerFactory.getLogger("io.serpentarium.audit");

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof ServerRequestObservationContext;
  }

  @Override
  public void onStop(ServerRequestObservationContext context) {
    RequestFacts facts = RequestFacts.of(context);
    AuditedAction.of(facts).ifPresent(action -> write(action, facts));
  }

  @Override
  public void ran(Tenant tenant, String sessionId) {
    write(AuditedAction.SESSION_RUN, RequestFacts.ofExecution(tenant, sessionId));
  }

  private static void write(AuditedAction action, RequestFacts facts) {
    log.atInfo()
        .addKeyValue("action", action.word())
        .addKeyValue("tenant", facts.tenant())
        .addKeyValue("subject", facts.subject())
        .addKeyValue("status", facts.status())
        .addKeyValue("trace_id", facts.traceId())
        .log("{} by {} on {}: {}", action.word(), facts.tenant(), facts.subject(), facts.status());
  }
}
