package io.serpentarium.service.operations;

import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.route.Audited;
import io.serpentarium.service.edge.route.Routes;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.reactive.HandlerMapping;

/**
 * The facts about a finished request that may be logged: never its content.
 *
 * @param method the HTTP method
 * @param route the pattern of the path, or {@code unknown}
 * @param status the status; 0 if the client went away before there was one
 * @param tenant the tenant that made the request, or {@code none}
 * @param subject the session or snapshot that was created or used, or {@code none}
 * @param traceId 32 hexadecimal digits, or {@code none}
 */
record RequestFacts(
    String method, String route, int status, String tenant, String subject, String traceId) {

  private static final String NONE = "none";

  static RequestFacts of(ServerRequestObservationContext context) {
    return new RequestFacts(
        Objects.requireNonNull(context.getCarrier()).getMethod().name(),
        Objects.requireNonNullElse(context.getPathPattern(), "unknown"),
        status(context.getResponse()),
        tenant(context.getAttributes()),
        subject(context),
        traceId(context));
  }

  /** Returns the facts about an execution that came over a WebSocket. */
  static RequestFacts ofExecution(Tenant tenant, String sessionId) {
    return new RequestFacts("GET", "websocket", 200, tenant.id(), sessionId, NONE);
  }

  private static int status(@Nullable ServerHttpResponse response) {
    return Optional.ofNullable(response)
        .filter(ServerHttpResponse::isCommitted)
        .map(ServerHttpResponse::getStatusCode)
        .map(code -> code.value())
        .orElse(0);
  }

  private static String tenant(Map<String, Object> attributes) {
    return attributes.get(Tenant.class.getName()) instanceof Tenant tenant ? tenant.id() : NONE;
  }

  private static String subject(ServerRequestObservationContext context) {
    return Audited.in(context.getAttributes())
        .flatMap(Audited::subject)
        .or(() -> created(context.getResponse()))
        .or(() -> addressed(context.getAttributes()))
        .or(() -> named(context.getAttributes()))
        .map(RequestFacts::printable)
        .orElse(NONE);
  }

  private static Optional<String> created(@Nullable ServerHttpResponse response) {
    return Optional.ofNullable(response)
        .map(answer -> answer.getHeaders().getLocation())
        .map(URI::getPath)
        .map(path -> path.substring(path.lastIndexOf('/') + 1));
  }

  private static Optional<String> addressed(Map<String, Object> attributes) {
    return attributes.get(Routes.RoutedRequest.class.getName())
            instanceof Routes.RoutedRequest routed
        ? routed.sessionId()
        : Optional.empty();
  }

  private static Optional<String> named(Map<String, Object> attributes) {
    return attributes.get(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
            instanceof Map<?, ?> names
        ? Optional.ofNullable(names.get("id")).map(Object::toString)
        : Optional.empty();
  }

  /**
   * Makes a requested id printable: the client chooses it, and it must not look like a line of the
   * log.
   */
  private static String printable(String id) {
    return id.matches("[A-Za-z0-9_-]{1,64}") ? id : "invalid";
  }

  private static String traceId(ServerRequestObservationContext context) {
    return Optional.ofNullable(context.<@Nullable TracingContext>get(TracingContext.class))
        .map(TracingContext::getSpan)
        .map(span -> span.context().traceId())
        .orElse(NONE);
  }
}
