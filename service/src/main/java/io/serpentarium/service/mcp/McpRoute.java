package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.ErrorForm;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** A route of the protocol's one endpoint. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Route(session = McpRoute.InHeader.class, errors = McpRoute.Errors.class)
@interface McpRoute {

  /** The session of a connection, which a handshake has given it. */
  String SESSION = "Mcp-Session-Id";

  /** The argument {@code session}, by which requests that stand for themselves are routed. */
  String NAMED_SESSION = "Mcp-Param-Session";

  String VERSION = "MCP-Protocol-Version";

  @AliasFor(annotation = Route.class)
  boolean begins() default false;

  @AliasFor(annotation = Route.class)
  boolean leavesAsleep() default false;

  @AliasFor(annotation = Route.class)
  String unaudited() default "";

  @AliasFor(annotation = Route.class)
  AuditedAction audit() default AuditedAction.NONE;

  /** Reads the session from whichever header the version has it in. */
  final class InHeader implements SessionReference {

    @Override
    public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
      HttpHeaders headers = request.getHeaders();
      boolean stateless =
          Optional.ofNullable(headers.getFirst(VERSION))
              .flatMap(ProtocolVersion::of)
              .filter(ProtocolVersion::isStateless)
              .isPresent();
      return stateless
          ? Optional.ofNullable(headers.getFirst(NAMED_SESSION)).or(() -> ofResource(headers))
          : Optional.ofNullable(headers.getFirst(SESSION));
    }

    /** The session whose file is read. */
    private static Optional<String> ofResource(HttpHeaders headers) {
      return McpMessage.READ.equals(headers.getFirst(Dialect.METHOD))
          ? McpResources.session(Dialect.decoded(headers.getFirst(Dialect.NAME)))
          : Optional.empty();
    }
  }

  /** Failures as errors of JSON-RPC, of requests whose id is not known. */
  final class Errors implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      return Answer.json(problem.status(), RpcError.of(problem).message(null));
    }
  }
}
