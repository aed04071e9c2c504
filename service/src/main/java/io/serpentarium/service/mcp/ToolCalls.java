package io.serpentarium.service.mcp;

import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.JsonFields.Reading;
import io.serpentarium.service.edge.route.Audited;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.mcp.CallsInProgress.Call;
import io.serpentarium.service.mcp.McpConnections.Connection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers calls of tools, with all that a client wants to be told of them. */
@Component
@OpenDoor(Door.MCP)
final class ToolCalls {

  private static final Logger log = LoggerFactory.getLogger(ToolCalls.class);

  private final Tools tools;
  private final McpResources resources;
  private final CallsInProgress calls;
  private final OpenQuestions questions;
  private final McpConnections connections;
  private final RpcAnswers answers;
  private final Map<String, Object> server;

  ToolCalls(
      Tools tools,
      McpResources resources,
      CallsInProgress calls,
      OpenQuestions questions,
      McpConnections connections,
      RpcAnswers answers,
      ObjectProvider<BuildProperties> build) {
    this.tools = tools;
    this.resources = resources;
    this.calls = calls;
    this.questions = questions;
    this.connections = connections;
    this.answers = answers;
    this.server =
        Map.of(
            "name",
            "serpentarium",
            "title",
            "Serpentarium",
            "version",
            build.stream().map(BuildProperties::getVersion).findFirst().orElse("development"));
  }

  /** Returns what the server calls itself. */
  Map<String, Object> server() {
    return server;
  }

  /**
   * Answers a call.
   *
   * @param own the session of its connection, if it has one
   */
  Mono<ResponseEntity<Object>> answer(
      McpMessage message,
      Optional<String> own,
      ProtocolVersion version,
      ServerWebExchange exchange) {
    if (!(message.good().subject() instanceof McpMessage.Called called)) {
      throw new IllegalArgumentException(message.method().orElse(""));
    }
    Reading<ToolCall> arguments =
        called
            .arguments()
            .orElseThrow(() -> RpcError.invalidParams("Unknown tool: " + called.tool()).thrown());
    if (!arguments.errors().isEmpty()) {
      ToolResult refused =
          ToolResult.refused("Invalid arguments: " + RpcError.reasons(arguments.errors()));
      return Mono.just(RpcAnswers.result(message, fields(new Told.Done(refused), version)));
    }
    audit(arguments.value(), own, exchange);
    return own.map(connections::of)
        .orElse(Mono.just(Connection.UNKNOWN))
        .flatMap(
            connection ->
                new Answering(message, own, version, connection, acceptsEvents(exchange))
                    .answer(arguments.value(), called.replies()));
  }

  /** The answering of one call. */
  private final class Answering {

    private final McpMessage message;
    private final Optional<String> own;
    private final ProtocolVersion version;
    private final Connection connection;
    private final boolean streams;

    Answering(
        McpMessage message,
        Optional<String> own,
        ProtocolVersion version,
        Connection connection,
        boolean streams) {
      this.message = message;
      this.own = own;
      this.version = version;
      this.connection = connection;
      this.streams = streams;
    }

    Mono<ResponseEntity<Object>> answer(ToolCall call, Dialogue.Replies replies) {
      Flux<Told> told = cancellable(tools.call(call, own, dialogue(replies)));
      RpcAnswers.Wishes wishes = wishes();
      return streams && wishes.needStream()
          ? answers.stream(message, withChanges(told), wishes, last -> fields(last, version))
          : RpcAnswers.end(message, told, last -> fields(last, version));
    }

    private Dialogue dialogue(Dialogue.Replies replies) {
      if (version.isStateless()) {
        return message.good().meta().asksPeople()
            ? new Dialogue.Rounds(replies)
            : new Dialogue.Nobody();
      }
      return streams && connection.asksPeople() && own.isPresent()
          ? new Dialogue.Live(id -> questions.response(own.get(), id))
          : new Dialogue.Nobody();
    }

    private RpcAnswers.Wishes wishes() {
      McpMessage.Meta meta = message.good().meta();
      return new RpcAnswers.Wishes(
          meta.progressToken(),
          version.isStateless() ? meta.level() : connection.level(),
          connection.asksPeople() || !connection.watched().isEmpty());
    }

    private Flux<Told> cancellable(Flux<Told> told) {
      return own.isEmpty()
          ? told
          : CurrentTenant.with(Mono::just)
              .flatMapMany(
                  tenant ->
                      calls.cancellable(
                          new Call(tenant, own.get(), message.id().orElseThrow()), told));
    }

    /** Tells before the end which of the watched resources have changed. */
    private Flux<Told> withChanges(Flux<Told> told) {
      return connection.watched().isEmpty()
          ? told
          : told.concatMap(
              each ->
                  each instanceof Told.Done ? changes().concatWithValues(each) : Mono.just(each));
    }

    private Flux<Told> changes() {
      return connections
          .of(own.orElseThrow())
          .flatMapIterable(now -> now.watched().entrySet())
          .concatMap(
              watched -> change(watched.getKey(), watched.getValue()).onErrorResume(this::untold));
    }

    /** What cannot be looked at now must not cost the client the result of its call. */
    private Mono<Told> untold(Throwable failure) {
      log.debug("A watched resource cannot be looked at: {}", failure.toString());
      return Mono.empty();
    }

    private Mono<Told> change(String uri, String known) {
      return resources
          .version(uri)
          .filter(found -> !found.equals(known))
          .flatMap(
              found ->
                  connections
                      .change(own.orElseThrow(), each -> each.watchingStill(uri, found))
                      .thenReturn(new Told.Changed(uri)));
    }
  }

  /** Takes up a notification of a client, or its response to a question. */
  Mono<Void> note(McpMessage message, String own) {
    if (message.isResponse()) {
      return questions.respond(own, message.id().orElseThrow().toString(), message.answer());
    }
    return message.isValid()
            && message.params().value().subject() instanceof McpMessage.Cancelled(var request)
            && request.isPresent()
        ? CurrentTenant.with(
            tenant -> Mono.fromRunnable(() -> calls.cancel(new Call(tenant, own, request.get()))))
        : Mono.empty();
  }

  private Map<String, @Nullable Object> fields(Told.Last last, ProtocolVersion version) {
    return switch (last) {
      case Told.Done(ToolResult result) ->
          version.isStateless() ? complete(result.fields()) : result.fields();
      case Told.Asked asked -> named(Dialogue.fields(asked));
    };
  }

  /** Adds what a complete result has in versions without a handshake. */
  Map<String, @Nullable Object> complete(Map<String, @Nullable Object> result) {
    result.put("resultType", "complete");
    return named(result);
  }

  private Map<String, @Nullable Object> named(Map<String, @Nullable Object> result) {
    result.put("_meta", Map.of("io.modelcontextprotocol/serverInfo", server));
    return result;
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
      case ToolCall.ListSessions _,
          ToolCall.ReadFile _,
          ToolCall.ListFiles _,
          ToolCall.Other _ -> {}
    }
  }

  private static void audit(
      AuditedAction action, Optional<String> subject, ServerWebExchange exchange) {
    new Audited(action, subject).note(exchange);
  }
}
