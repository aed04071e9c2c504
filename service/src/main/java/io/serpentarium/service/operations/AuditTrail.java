package io.serpentarium.service.operations;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.serpentarium.service.core.execution.ExecutionAudit;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.route.Audited;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.Routes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;

/**
 * Writes an audit log of its own: the tenant, the action, the session or snapshot, and the status.
 */
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
    action(context).ifPresent(action -> write(action, facts));
  }

  /**
   * Returns the action of a request that reached its handler: one that was refused before did
   * nothing.
   */
  private static Optional<AuditedAction> action(ServerRequestObservationContext context) {
    return context.getAttributes().get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)
            instanceof HandlerMethod handler
        ? Audited.in(context.getAttributes())
            .map(Audited::action)
            .or(() -> Routes.annotation(handler).map(Route::audit))
            .filter(action -> action != AuditedAction.NONE)
        : Optional.empty();
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
