package io.serpentarium.service.e2b;

import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/** Runs code in a sandbox. */
@RestController
@OpenDoor(Door.E2B)
final class CodeController {

  private final SandboxCode code;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final Heartbeats heartbeats;
  private final Clock clock;

  CodeController(
      SandboxCode code, RequestBodies bodies, BodyCaps caps, Heartbeats heartbeats, Clock clock) {
    this.code = code;
    this.bodies = bodies;
    this.caps = caps;
    this.heartbeats = heartbeats;
    this.clock = clock;
  }

  /**
   * Code to run.
   *
   * @param context the name of the context to run in
   * @param variables variables of the environment
   */
  record CodeRequest(String code, String context, Map<String, String> variables) {

    static CodeRequest read(JsonFields fields) {
      fields.allowUnknown();
      ContextController.requirePython(fields);
      return new CodeRequest(
          fields.text("code"),
          fields.optionalText("context_id").map(ContextController::name).orElse(""),
          fields.textMap("env_vars"));
    }
  }

  /** Executes code. A failure before any output is answered as a failure, a later one as a line. */
  @PostMapping(path = "/execute", produces = MediaType.APPLICATION_NDJSON_VALUE)
  @E2bRoute(audit = AuditedAction.SESSION_RUN)
  Mono<ResponseEntity<Flux<Map<String, Object>>>> execute(ServerHttpRequest request) {
    String sandbox = sandbox(request);
    return bodies
        .json(request, CodeRequest::read)
        .doOnNext(body -> caps.requireCode(body.code()))
        .flatMap(
            body ->
                CurrentTenant.whileGranted(
                    heartbeats
                        .into(lines(sandbox, body), () -> ExecutionLines.SIGN_OF_LIFE)
                        .switchOnFirst(CodeController::failingByLine)))
        .map(lines -> ResponseEntity.ok().header("X-Accel-Buffering", "no").body(lines));
  }

  private static Flux<Map<String, Object>> failingByLine(
      Signal<? extends Map<String, Object>> first, Flux<Map<String, Object>> lines) {
    return first.hasValue() ? lines.onErrorResume(failure -> Mono.just(line(failure))) : lines;
  }

  private Flux<Map<String, Object>> lines(String sandbox, CodeRequest request) {
    return code.run(sandbox, request.context(), request.variables(), request.code())
        .concatMap(event -> ExecutionLines.of(event, clock.instant()), 1);
  }

  private static Map<String, Object> line(Throwable failure) {
    Problem problem = Problems.of(failure);
    return ExecutionLines.error(problem.title(), E2bRoute.Errors.sentence(problem), "");
  }

  static String sandbox(ServerHttpRequest request) {
    return Optional.ofNullable(request.getHeaders().getFirst(E2bRoute.InHeader.NAME))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemCode.BAD_REQUEST, E2bRoute.InHeader.NAME + " is required."));
  }
}
