package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The protocol's one endpoint. A handshake of its older versions gives a connection a session of
 * its own, in which its tools work; requests of its newer ones stand for themselves.
 */
@RestController
@OpenDoor(Door.MCP)
@RequestMapping({"/mcp", "/mcp/"})
final class McpController {

  private final SessionService sessions;
  private final McpRequests requests;
  private final McpConnections connections;
  private final ToolCatalogue tools;
  private final RequestBodies bodies;

  McpController(
      SessionService sessions,
      McpRequests requests,
      McpConnections connections,
      ToolCatalogue tools,
      RequestBodies bodies) {
    this.sessions = sessions;
    this.requests = requests;
    this.connections = connections;
    this.tools = tools;
    this.bodies = bodies;
  }

  @PostMapping(produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
  @McpRoute(begins = true, unaudited = "each call is, by its tool")
  Mono<ResponseEntity<Object>> post(ServerWebExchange exchange) {
    return bodies
        .json(exchange.getRequest(), fields -> McpMessage.read(fields, tools))
        .flatMap(message -> answer(message, exchange));
  }

  private Mono<ResponseEntity<Object>> answer(McpMessage message, ServerWebExchange exchange) {
    ProtocolVersion version;
    try {
      version = Dialect.of(message, exchange.getRequest().getHeaders());
    } catch (RpcError.Thrown e) {
      return Mono.just(RpcAnswers.refused(e.error(), message, e.error().status()));
    }
    return Mono.defer(() -> answer(message, version, exchange))
        .onErrorResume(
            RpcError.Thrown.class,
            failure -> Mono.just(refused(failure.error(), message, version)));
  }

  /** Refuses a request; older versions report errors in the body alone. */
  private static ResponseEntity<Object> refused(
      RpcError error, McpMessage message, ProtocolVersion version) {
    boolean inBodyAlone = message.id().isPresent() && !version.isStateless();
    return RpcAnswers.refused(error, message, inBodyAlone ? HttpStatus.OK.value() : error.status());
  }

  private Mono<ResponseEntity<Object>> answer(
      McpMessage message, ProtocolVersion version, ServerWebExchange exchange) {
    if (version.isStateless()) {
      return requests.alone(message, version, exchange);
    }
    if (message.is("initialize")) {
      return requests.connect(message, exchange);
    }
    Optional<String> session = session(exchange.getRequest());
    return session
        .map(this::known)
        .orElseGet(Mono::empty)
        .then(Mono.defer(() -> requests.of(message, version, session, exchange)));
  }

  /**
   * Checks that a session is known; a lost one counts as unknown to the client, which must shake
   * hands again.
   */
  private Mono<Void> known(String session) {
    return sessions
        .get(session)
        .onErrorMap(
            SessionLostException.class,
            lost -> new ServiceFailure(FailureCode.SESSION_NOT_FOUND, lost))
        .then();
  }

  private static Optional<String> session(ServerHttpRequest request) {
    return Optional.ofNullable(request.getHeaders().getFirst(McpRoute.SESSION));
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @McpRoute(leavesAsleep = true, audit = AuditedAction.SESSION_DELETE)
  Mono<Void> delete(ServerHttpRequest request) {
    return session(request)
        .map(session -> sessions.delete(session).then(connections.forget(session)))
        .orElseGet(
            () ->
                Mono.error(
                    new ProblemException(
                        ProblemCode.BAD_REQUEST, McpRoute.SESSION + " is required.")));
  }
}
