package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.edge.route.Audited;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.mcp.McpConnections.Connection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers the requests of the protocol's versions. All fail with {@link RpcError.Thrown}. */
@Component
@OpenDoor(Door.MCP)
final class McpRequests {

  /** The time for which a client may cache lists that never change. */
  private static final long LISTING_MILLIS = 3_600_000;

  private final Tools tools;
  private final ToolCatalogue catalogue;
  private final McpResources resources;
  private final ToolCalls calls;
  private final McpConnections connections;
  private final String instructions;

  McpRequests(
      Tools tools,
      ToolCatalogue catalogue,
      McpResources resources,
      ToolCalls calls,
      McpConnections connections,
      Sandbox sandbox) {
    this.tools = tools;
    this.catalogue = catalogue;
    this.resources = resources;
    this.calls = calls;
    this.connections = connections;
    this.instructions =
        "Runs Python %s in a sandbox without network. run_python keeps variables and files in a"
                .formatted(sandbox.info().pythonVersion())
            + " session; fork_session and undo go back without running anything again.";
  }

  /** Shakes hands, and gives the connection a session. */
  Mono<ResponseEntity<Object>> connect(McpMessage message, ServerWebExchange exchange) {
    if (!message.isRequest()) {
      throw RpcError.invalidRequest("initialize is a request").thrown();
    }
    McpMessage.Handshake asked = subject(McpMessage.Handshake.class, message);
    if (asked.version().isEmpty()) {
      throw RpcError.invalidParams("/params/protocolVersion is required").thrown();
    }
    ProtocolVersion version = ProtocolVersion.agreed(asked.version());
    boolean asksPeople = asked.asksPeople() && version.asksPeople();
    return tools
        .connect()
        .delayUntil(
            session ->
                asksPeople
                    ? connections.change(session.id(), Connection::askingPeople)
                    : Mono.empty())
        .map(
            session -> {
              new Audited(AuditedAction.SESSION_CREATE, Optional.of(session.id())).note(exchange);
              return ResponseEntity.ok()
                  .contentType(MediaType.APPLICATION_JSON)
                  .header(McpRoute.SESSION, session.id())
                  .body(RpcAnswers.message(message, handshake(version)));
            });
  }

  /** Returns the parameters of a method that are read as this type. */
  private static <T extends McpMessage.Subject> T subject(Class<T> type, McpMessage message) {
    return type.cast(message.good().subject());
  }

  private Map<String, @Nullable Object> handshake(ProtocolVersion version) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("protocolVersion", version.date());
    result.put("capabilities", capabilities(version));
    result.put("serverInfo", calls.server());
    result.put("instructions", instructions);
    return result;
  }

  private static Map<String, Object> capabilities(ProtocolVersion version) {
    Map<String, Object> capabilities = new LinkedHashMap<>();
    capabilities.put("tools", Map.of("listChanged", false));
    capabilities.put(
        "resources", Map.of("subscribe", !version.isStateless(), "listChanged", false));
    capabilities.put("logging", Map.of());
    return capabilities;
  }

  /**
   * Answers a message of a version that shakes hands.
   *
   * @param own the session of its connection, if it has one
   */
  Mono<ResponseEntity<Object>> of(
      McpMessage message,
      ProtocolVersion version,
      Optional<String> own,
      ServerWebExchange exchange) {
    if (!message.isRequest()) {
      return noted(message, own);
    }
    return switch (message.method().orElseThrow()) {
      case "ping" -> empty(message);
      case "tools/list" -> Mono.just(RpcAnswers.result(message, listing(version)));
      case McpMessage.CALL -> calls.answer(message, own, version, exchange);
      case "resources/list" -> result(message, resources.list(own, cursor(message)));
      case "resources/templates/list" ->
          Mono.just(RpcAnswers.result(message, resources.templates()));
      case McpMessage.READ -> result(message, resources.read(uri(message), version));
      case "resources/subscribe" -> watch(message, required(own));
      case "resources/unsubscribe" -> {
        String uri = watched(message);
        yield changed(message, required(own), each -> each.notWatching(uri));
      }
      case "logging/setLevel" -> {
        McpMessage.LogLevel wanted = subject(McpMessage.LogLevel.class, message);
        Level level = required("level", wanted.level());
        yield changed(message, required(own), each -> each.with(level));
      }
      default -> throw RpcError.methodNotFound().thrown();
    };
  }

  private static String required(Optional<String> own) {
    return own.orElseThrow(
        () -> RpcError.invalidRequest(McpRoute.SESSION + " is required").thrown());
  }

  private static <T> T required(String parameter, Optional<T> value) {
    return value.orElseThrow(
        () -> RpcError.invalidParams("/params/%s is required".formatted(parameter)).thrown());
  }

  private static String watched(McpMessage message) {
    McpMessage.Watched watched = subject(McpMessage.Watched.class, message);
    return required("uri", watched.uri());
  }

  private static Optional<String> cursor(McpMessage message) {
    McpMessage.Page page = subject(McpMessage.Page.class, message);
    return page.cursor();
  }

  private static String uri(McpMessage message) {
    McpMessage.Resource resource = subject(McpMessage.Resource.class, message);
    return resource.uri();
  }

  private static Mono<ResponseEntity<Object>> empty(McpMessage message) {
    return Mono.just(RpcAnswers.result(message, new LinkedHashMap<>()));
  }

  private static Mono<ResponseEntity<Object>> result(
      McpMessage message, Mono<Map<String, @Nullable Object>> result) {
    return result.map(fields -> RpcAnswers.result(message, fields));
  }

  private Mono<ResponseEntity<Object>> watch(McpMessage message, String own) {
    String uri = watched(message);
    if (uri.length() > Connection.LONGEST_URI) {
      throw RpcError.invalidParams("/params/uri is too long").thrown();
    }
    return resources
        .version(uri)
        .flatMap(version -> changed(message, own, each -> watching(each, uri, version)));
  }

  private static Connection watching(Connection connection, String uri, String version) {
    if (!connection.canWatch(uri)) {
      throw RpcError.invalidParams("%d resources can be watched".formatted(Connection.MOST_WATCHED))
          .thrown();
    }
    return connection.watching(uri, version);
  }

  private Mono<ResponseEntity<Object>> changed(
      McpMessage message, String own, UnaryOperator<Connection> change) {
    return connections.change(own, change).then(Mono.defer(() -> empty(message)));
  }

  private Mono<ResponseEntity<Object>> noted(McpMessage message, Optional<String> own) {
    return own.map(session -> calls.note(message, session))
        .orElseGet(Mono::empty)
        .then(Mono.fromSupplier(RpcAnswers::accepted));
  }

  /** Answers a message that stands for itself. */
  Mono<ResponseEntity<Object>> alone(
      McpMessage message, ProtocolVersion version, ServerWebExchange exchange) {
    if (!message.isRequest()) {
      if (message.method().isEmpty()) {
        throw RpcError.invalidRequest("The client was sent no request").thrown();
      }
      return Mono.just(RpcAnswers.accepted());
    }
    return switch (message.method().orElseThrow()) {
      case "server/discover" ->
          Mono.just(RpcAnswers.result(message, kept(discovery(version), LISTING_MILLIS)));
      case "tools/list" ->
          Mono.just(RpcAnswers.result(message, kept(listing(version), LISTING_MILLIS)));
      case McpMessage.CALL -> calls.answer(message, Optional.empty(), version, exchange);
      case "resources/list" ->
          result(
              message,
              resources.list(Optional.empty(), cursor(message)).map(fields -> kept(fields, 0)));
      case "resources/templates/list" ->
          Mono.just(RpcAnswers.result(message, kept(resources.templates(), LISTING_MILLIS)));
      case McpMessage.READ ->
          result(message, resources.read(uri(message), version).map(fields -> kept(fields, 0)));
      default -> throw RpcError.methodNotFound().thrown();
    };
  }

  private Map<String, @Nullable Object> discovery(ProtocolVersion version) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("supportedVersions", ProtocolVersion.dates());
    result.put("capabilities", capabilities(version));
    result.put("instructions", instructions);
    return result;
  }

  private Map<String, @Nullable Object> listing(ProtocolVersion version) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("tools", catalogue.in(version));
    return result;
  }

  private Map<String, @Nullable Object> kept(Map<String, @Nullable Object> result, long millis) {
    result.put("ttlMs", millis);
    result.put("cacheScope", "private");
    return calls.complete(result);
  }
}
