package io.serpentarium.service.edge.route;

import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * The action of a request on a route where only the body determines it; the audit trail records it
 * instead of the route's.
 *
 * @param subject the session or snapshot that was created or used, if any
 */
public record Audited(AuditedAction action, Optional<String> subject) {

  private static final String ATTRIBUTE = Audited.class.getName();

  /** Notes the action for the audit trail. */
  public void note(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }

  /** Returns the noted action from the attributes of an exchange. */
  public static Optional<Audited> in(Map<String, Object> attributes) {
    return Optional.ofNullable(attributes.get(ATTRIBUTE)).map(Audited.class::cast);
  }
}
