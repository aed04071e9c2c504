package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.kernel.DisplayLoader;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.edge.body.Accept;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Executes code in sessions, feeds running executions, and interrupts them. */
@RestController
@RequestMapping("/v1/sessions/{id}")
final class SessionExecutionController {

  private final SessionExecutionService executions;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final EventStream eventStream;
  private final SessionTurns turns;
  private final DisplayLoader displays;
  private final Ids ids;

  SessionExecutionController(
      SessionExecutionService executions,
      RequestBodies bodies,
      BodyCaps caps,
      EventStream eventStream,
      SessionTurns turns,
      DisplayLoader displays,
      Ids ids) {
    this.executions = executions;
    this.bodies = bodies;
    this.caps = caps;
    this.eventStream = eventStream;
    this.turns = turns;
    this.displays = displays;
    this.ids = ids;
  }

  @PostMapping(
      path = "/executions",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_EVENT_STREAM_VALUE})
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.SESSION_RUN)
  Mono<ResponseEntity<Object>> execute(@PathVariable String id, ServerHttpRequest request) {
    return Mono.defer(() -> execute(id, request, EventId.last(request.getHeaders())));
  }

  @GetMapping(
      path = "/executions/{executionId}/events",
      produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Route(session = SessionReference.InPath.class)
  Mono<ResponseEntity<Object>> events(
      @PathVariable String id, @PathVariable String executionId, ServerHttpRequest request) {
    return Mono.defer(() -> resumed(id, lastOf(executionId, request.getHeaders())));
  }

  /** The last event of this execution that the client has had; one of another does not count. */
  private static EventId lastOf(String executionId, HttpHeaders headers) {
    return EventId.last(headers)
        .filter(last -> last.executionId().equals(executionId))
        .orElseGet(() -> new EventId(executionId, 0));
  }

  @PostMapping("/stdin")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Route(session = SessionReference.InPath.class, unaudited = "belongs to the execution that is")
  Mono<Void> writeStdin(@PathVariable String id, ServerHttpRequest request) {
    return bodies.json(request, StdinRequest::read).flatMap(stdin -> feed(id, stdin));
  }

  @PostMapping(path = "/interrupt", produces = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Route(session = SessionReference.InPath.class, audit = AuditedAction.SESSION_INTERRUPT)
  Mono<InterruptView> interrupt(@PathVariable String id) {
    return executions.interrupt(id).map(InterruptView::new);
  }

  private Mono<ResponseEntity<Object>> execute(
      String id, ServerHttpRequest request, Optional<EventId> last) {
    if (!Accept.prefersEvents(request.getHeaders())) {
      return body(request)
          .flatMap(body -> started(id, body))
          .flatMap(SessionExecutionController::result);
    }
    return last.map(known -> resumed(id, known)).orElseGet(() -> followed(id, request));
  }

  private Mono<ResponseEntity<Object>> followed(String id, ServerHttpRequest request) {
    return body(request).flatMap(body -> followed(id, body));
  }

  /** Answers with the events; an execution that waits for its turn sends heartbeats meanwhile. */
  private Mono<ResponseEntity<Object>> followed(String id, ExecuteRequest body) {
    Mono<EventLog> start = executions.startFollowed(id, submission(body, true));
    return body.queue()
        ? eventStream.answer(turns.queued(id, start))
        : start.flatMap(log -> eventStream.answer(log, 0));
  }

  private Mono<RunningExecution> started(String id, ExecuteRequest body) {
    Mono<RunningExecution> start = executions.start(id, submission(body, false));
    return body.queue() ? turns.queued(id, start) : start;
  }

  private SessionExecutionService.Submission submission(ExecuteRequest body, boolean streaming) {
    return body.submission(ids.execution(), streaming).after(displays.prelude(body.code()));
  }

  private Mono<ExecuteRequest> body(ServerHttpRequest request) {
    return bodies
        .json(request, ExecuteRequest::read)
        .doOnNext(body -> caps.requireCode(body.code()));
  }

  private static Mono<ResponseEntity<Object>> result(RunningExecution running) {
    return running
        .result()
        .map(ExecutionView::of)
        .map(view -> ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(view));
  }

  private Mono<ResponseEntity<Object>> resumed(String id, EventId last) {
    return executions
        .events(id, last.executionId())
        .map(log -> log.requireAfter(last.number()))
        .flatMap(log -> eventStream.answer(log, last.number()));
  }

  private Mono<Void> feed(String id, StdinRequest stdin) {
    return stdin
        .data()
        .map(text -> executions.writeStdin(id, text))
        .orElseGet(() -> executions.endStdin(id));
  }

  /** The answer to an interrupt. */
  record InterruptView(boolean delivered) {}

  /**
   * The body of {@code POST /v1/sessions/{id}/stdin}.
   *
   * @param data text to append, or empty for the end of the input
   */
  private record StdinRequest(Optional<String> data) {

    static StdinRequest read(JsonFields fields) {
      Optional<String> data = fields.optionalText("data");
      boolean eof = fields.flag("eof");
      if (fields.isGiven("data") == fields.isGiven("eof")) {
        fields.reject("data", "or eof is required, and not both");
      } else if (fields.isGiven("eof") && !eof) {
        fields.reject("eof", "must be true");
      }
      return new StdinRequest(data);
    }
  }

  /**
   * The body of {@code POST /v1/sessions/{id}/executions}.
   *
   * @param queue whether it waits while the session is busy
   */
  private record ExecuteRequest(String code, Stdin stdin, Map<Limit, Long> limits, boolean queue) {

    static ExecuteRequest read(JsonFields fields) {
      return new ExecuteRequest(
          fields.text("code"), stdin(fields), WireLimits.read(fields), fields.flag("queue"));
    }

    SessionExecutionService.Submission submission(String executionId, boolean streaming) {
      return new SessionExecutionService.Submission(executionId, code, stdin, limits, streaming);
    }

    private static Stdin stdin(JsonFields fields) {
      boolean open = fields.flag("stdin_open");
      Stdin given = fields.optionalText("stdin").map(Stdin::text).orElseGet(Stdin::empty);
      if (open && fields.isGiven("stdin")) {
        fields.reject("stdin_open", "cannot be true when stdin is given");
      }
      return open ? Stdin.open() : given;
    }
  }
}
