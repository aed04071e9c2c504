package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.session.FilePage;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionFileService;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionPolicy;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SessionService.NewSession;
import io.serpentarium.service.core.session.SnapshotService;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Executes calls of tools. */
@Component
@OpenDoor(Door.MCP)
final class Tools {

  private static final int SESSIONS_OF_PAGE = 100;
  private static final int FILES_OF_PAGE = 1_000;

  /** Executions of a session that can be undone, if the node allows as many. */
  private static final int EXECUTIONS_REMEMBERED = 10;

  private final SessionService sessions;
  private final SessionExecutionService executions;
  private final SessionFileService files;
  private final SnapshotService snapshots;
  private final PythonRuns runs;
  private final FileReadings readings;
  private final int history;

  Tools(
      SessionService sessions,
      SessionExecutionService executions,
      SessionFileService files,
      SnapshotService snapshots,
      PythonRuns runs,
      FileReadings readings,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.executions = executions;
    this.files = files;
    this.snapshots = snapshots;
    this.runs = runs;
    this.readings = readings;
    this.history = Math.min(EXECUTIONS_REMEMBERED, policy.maximumHistory());
  }

  /** Creates the session of a connection. */
  Mono<SessionInfo> connect() {
    return create(Optional.empty());
  }

  /**
   * Calls a tool. A refusal is a result with the reason; only faults of the service fail the call.
   * Cancelling interrupts it.
   *
   * @param own the session of the connection, if it has one
   * @param dialogue the way in which a program may ask for lines
   */
  Flux<Told> call(ToolCall call, Optional<String> own, Dialogue dialogue) {
    return Flux.defer(() -> told(call, own, dialogue))
        .onErrorResume(
            failure -> {
              Problem problem = Problems.of(failure);
              return ProblemCode.named(problem.code()) == ProblemCode.INTERNAL_ERROR
                  ? Mono.error(failure)
                  : Mono.just(new Told.Done(ToolResult.refused(problem)));
            });
  }

  private Flux<Told> told(ToolCall call, Optional<String> own, Dialogue dialogue) {
    return switch (call) {
      case ToolCall.RunPython run -> runs.run(run, own, dialogue);
      case ToolCall.Other other -> other.told(dialogue);
      default -> done(call, call.session().or(() -> own)).<Told>map(Told.Done::new).flux();
    };
  }

  private Mono<ToolResult> done(ToolCall call, Optional<String> session) {
    return switch (call) {
      case ToolCall.RunPython _, ToolCall.Other _ ->
          Mono.error(new IllegalArgumentException(call.getClass().getName()));
      case ToolCall.Create(var idleTimeout) -> create(idleTimeout).map(Tools::created);
      case ToolCall.ListSessions(var cursor) ->
          sessions.list(SESSIONS_OF_PAGE, cursor.orElse(null)).map(Tools::listed);
      case ToolCall.Delete _ ->
          sessions.delete(required(session)).thenReturn(ToolResult.text("It is deleted."));
      case ToolCall.Fork(var _, int count) ->
          snapshots.fork(required(session), count).map(forks -> forked(forks.sessions()));
      case ToolCall.Undo(var _, int count) ->
          snapshots
              .undo(required(session), count)
              .thenReturn(ToolResult.text("%d undone.".formatted(count)));
      case ToolCall.Interrupt _ -> executions.interrupt(required(session)).map(Tools::interrupted);
      case ToolCall.WriteFile(var _, String path, byte[] content) ->
          files.write(required(session), path, Flux.just(content)).map(made -> written(path, made));
      case ToolCall.ReadFile(var _, String path) ->
          readings.read(required(session), path, content -> ToolResult.ofFile(path, content));
      case ToolCall.ListFiles(var _, String prefix, String after) ->
          files.list(required(session), prefix, after, FILES_OF_PAGE).map(Tools::listed);
      case ToolCall.DeleteFile(var _, String path) ->
          files.delete(required(session), path).thenReturn(ToolResult.text("It is deleted."));
    };
  }

  private static String required(Optional<String> session) {
    return session.orElseThrow(
        () ->
            new ProblemException(
                ProblemCode.VALIDATION,
                "Name a session that create_session has returned.",
                List.of(new Problem.FieldError("/session", "is required"))));
  }

  private Mono<SessionInfo> create(Optional<Duration> idleTimeout) {
    return sessions.create(
        new NewSession(
            List.of(),
            Map.of(),
            idleTimeout,
            Optional.of(history),
            Optional.empty(),
            Optional.empty()));
  }

  private static ToolResult created(SessionInfo session) {
    return ToolResult.of(
        session.id(),
        fields("session", session.id(), "expires_at", session.expiresAt().toString()));
  }

  private static ToolResult listed(SessionService.Page page) {
    List<Map<String, @Nullable Object>> items = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (SessionInfo session : page.items()) {
      items.add(
          fields(
              "session", session.id(),
              "state", session.state(),
              "created_at", session.createdAt().toString(),
              "expires_at", session.expiresAt().toString()));
      lines.append(session.id()).append('\n');
    }
    return ToolResult.of(
        lines.isEmpty() ? "(none)" : lines.toString(),
        fields("sessions", items, "next_cursor", page.nextCursor()));
  }

  private static ToolResult forked(List<SessionInfo> copies) {
    List<String> names = copies.stream().map(SessionInfo::id).toList();
    return ToolResult.of(String.join("\n", names), fields("sessions", names));
  }

  private static ToolResult interrupted(boolean delivered) {
    return ToolResult.of(
        delivered ? "It is interrupted." : "Nothing runs.", fields("delivered", delivered));
  }

  private static ToolResult written(String path, boolean created) {
    return ToolResult.of("It is written.", fields("path", path, "created", created));
  }

  private static ToolResult listed(FilePage page) {
    List<Map<String, @Nullable Object>> items = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (SessionFiles.Entry file : page.items()) {
      items.add(fields("path", file.path(), "type", file.type(), "size", file.sizeBytes()));
      lines.append(file.path()).append('\n');
    }
    return ToolResult.of(
        lines.isEmpty() ? "(none)" : lines.toString(), fields("files", items, "next", page.next()));
  }

  private static Map<String, @Nullable Object> fields(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return fields;
  }
}
