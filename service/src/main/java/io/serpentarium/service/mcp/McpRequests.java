package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.JsonFields.Reading;
import io.serpentarium.service.edge.route.Audited;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.mcp.CallsInProgress.Call;
import io.serpentarium.service.mcp.McpMessage.Params;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers the requests of the protocol's versions. All fail with {@link RpcError.Thrown}. */
@Component
@OpenDoor(Door.MCP)
final class McpRequests {

  /** The time for which a client may cache the list of tools. */
  private static final long LISTING_MILLIS = 3_600_000;

  private final Tools tools;
  private final ToolCatalogue catalogue;
  private final CallsInProgress calls;
  private final RpcAnswers answers;
  private final Map<String, Object> server;
  private final String instructions;

  McpRequests(
      Tools tools,
      ToolCatalogue catalogue,
      CallsInProgress calls,
      RpcAnswers answers,
      Sandbox sandbox,
      ObjectProvider<BuildProperties> build) {
    this.tools = tools;
    this.catalogue = catalogue;
    this.calls = calls;
    this.answers = answers;
    this.server =
        Map.of(
            "name",
            "serpentarium",
            "title",
            "Serpentarium",
            "version",
            build.stream().map(BuildProperties::getVersion).findFirst().orElse("development"));
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
    String asked = message.good().version();
    if (asked.isEmpty()) {
      throw RpcError.invalidParams("/params/protocolVersion is required").thrown();
    }
    String version = ProtocolVersion.agreed(asked).date();
    return tools
        .connect()
        .map(
            session -> {
              audit(AuditedAction.SESSION_CREATE, Optional.of(session.id()), exchange);
              return ResponseEntity.ok()
                  .contentType(MediaType.APPLICATION_JSON)
                  .header(McpRoute.SESSION, session.id())
                  .body(RpcAnswers.message(message, handshake(version)));
            });
  }

  private Map<String, @Nullable Object> handshake(String version) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("protocolVersion", version);
    result.put("capabilities", capabilities());
    result.put("serverInfo", server);
    result.put("instructions", instructions);
    return result;
  }

  private static Map<String, Object> capabilities() {
    return Map.of("tools", Map.of("listChanged", false));
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
      case "ping" -> Mono.just(RpcAnswers.result(message, new LinkedHashMap<>()));
      case "tools/list" -> Mono.just(RpcAnswers.result(message, listing(version)));
      case McpMessage.CALL -> call(message, own, UnaryOperator.identity(), exchange);
      default -> throw RpcError.methodNotFound().thrown();
    };
  }

  private Mono<ResponseEntity<Object>> noted(McpMessage message, Optional<String> own) {
    Optional<Object> cancelled =
        Optional.of(message)
            .filter(McpMessage::isValid)
            .flatMap(each -> each.params().value().cancelled());
    if (own.isEmpty() || cancelled.isEmpty()) {
      return Mono.just(RpcAnswers.accepted());
    }
    return CurrentTenant.with(
        tenant -> {
          calls.cancel(new Call(tenant, own.get(), cancelled.get()));
          return Mono.just(RpcAnswers.accepted());
        });
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
      case "server/discover" -> Mono.just(RpcAnswers.result(message, kept(discovery())));
      case "tools/list" -> Mono.just(RpcAnswers.result(message, kept(listing(version))));
      case McpMessage.CALL -> call(message, Optional.empty(), this::complete, exchange);
      default -> throw RpcError.methodNotFound().thrown();
    };
  }

  private Map<String, @Nullable Object> discovery() {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("supportedVersions", ProtocolVersion.dates());
    result.put("capabilities", capabilities());
    result.put("instructions", instructions);
    return result;
  }

  private Map<String, @Nullable Object> listing(ProtocolVersion version) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("tools", catalogue.in(version));
    return result;
  }

  private Map<String, @Nullable Object> kept(Map<String, @Nullable Object> result) {
    result.put("ttlMs", LISTING_MILLIS);
    result.put("cacheScope", "private");
    return complete(result);
  }

  private Map<String, @Nullable Object> complete(Map<String, @Nullable Object> result) {
    result.put("resultType", "complete");
    return named(result);
  }

  private Map<String, @Nullable Object> named(Map<String, @Nullable Object> result) {
    result.put("_meta", Map.of("io.modelcontextprotocol/serverInfo", server));
    return result;
  }

  private Mono<ResponseEntity<Object>> call(
      McpMessage message,
      Optional<String> own,
      UnaryOperator<Map<String, @Nullable Object>> form,
      ServerWebExchange exchange) {
    Params params = message.good();
    Reading<ToolCall> arguments =
        params
            .arguments()
            .orElseThrow(() -> RpcError.invalidParams("Unknown tool: " + params.name()).thrown());
    if (!arguments.errors().isEmpty()) {
      ToolResult refused =
          ToolResult.refused("Invalid arguments: " + RpcError.reasons(arguments.errors()));
      return Mono.just(RpcAnswers.result(message, form.apply(refused.fields())));
    }
    audit(arguments.value(), own, exchange);
    Dialogue dialogue = own.isPresent() ? Dialogue.NONE : params.dialogue();
    Flux<Told> told = cancellable(tools.call(arguments.value(), own, dialogue), message, own);
    return params
        .meta()
        .progressToken()
        .filter(token -> acceptsEvents(exchange))
        .map(token -> answers.stream(message, told, token, last -> fields(last, form)))
        .orElseGet(() -> RpcAnswers.end(message, told, last -> fields(last, form)));
  }

  private Map<String, @Nullable Object> fields(
      Told.Last last, UnaryOperator<Map<String, @Nullable Object>> form) {
    return switch (last) {
      case Told.Done(ToolResult result) -> form.apply(result.fields());
      case Told.Asked asked -> named(Dialogue.fields(asked));
    };
  }

  private Flux<Told> cancellable(Flux<Told> told, McpMessage message, Optional<String> own) {
    return own.isEmpty()
        ? told
        : CurrentTenant.with(Mono::just)
            .flatMapMany(
                tenant ->
                    calls.cancellable(
                        new Call(tenant, own.get(), message.id().orElseThrow()), told));
  }

  private static boolean acceptsEvents(ServerWebExchange exchange) {
    return exchange.getRequest().getHeaders().getAccept().stream()
        .anyMatch(range -> range.includes(MediaType.TEXT_EVENT_STREAM));
  }

  private static void audit(ToolCall call, Optional<String> own, ServerWebExchange exchange) {
    Optional<String> subject = call.session().or(() -> own);
    switch (call) {
      case ToolCall.RunPython run when run.once() || subject.isEmpty() ->
          audit(AuditedAction.PROGRAM_RUN, Optional.empty(), exchange);
      case ToolCall.RunPython _ -> audit(AuditedAction.SESSION_RUN, subject, exchange);
      case ToolCall.Create _ -> audit(AuditedAction.SESSION_CREATE, Optional.empty(), exchange);
      case ToolCall.Delete _ -> audit(AuditedAction.SESSION_DELETE, subject, exchange);
      case ToolCall.Fork _ -> audit(AuditedAction.SESSION_FORK, subject, exchange);
      case ToolCall.Undo _ -> audit(AuditedAction.SESSION_UNDO, subject, exchange);
      case ToolCall.Interrupt _ -> audit(AuditedAction.SESSION_INTERRUPT, subject, exchange);
      case ToolCall.WriteFile _ -> audit(AuditedAction.FILE_WRITE, subject, exchange);
      case ToolCall.DeleteFile _ -> audit(AuditedAction.FILE_DELETE, subject, exchange);
      case ToolCall.ListSessions _, ToolCall.ReadFile _, ToolCall.ListFiles _ -> {}
    }
  }

  private static void audit(
      AuditedAction action, Optional<String> subject, ServerWebExchange exchange) {
    new Audited(action, subject).note(exchange);
  }
}
