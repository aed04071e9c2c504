package io.serpentarium.service.v1;

import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.kernel.DisplayLoader;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Route;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Runs programs once. */
@RestController
final class ProgramController {

  private final ProgramService programs;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final DisplayLoader displays;

  ProgramController(
      ProgramService programs, RequestBodies bodies, BodyCaps caps, DisplayLoader displays) {
    this.programs = programs;
    this.bodies = bodies;
    this.caps = caps;
    this.displays = displays;
  }

  @PostMapping(path = "/v1/executions", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(begins = true, audit = AuditedAction.PROGRAM_RUN)
  Mono<ExecutionView> run(ServerHttpRequest request) {
    return bodies.json(request, RunRequest::read).flatMap(this::run);
  }

  private Mono<ExecutionView> run(RunRequest request) {
    caps.requireCode(request.code());
    return programs
        .run(request.program().after(displays.prelude(request.code())))
        .map(run -> ExecutionView.of(run, request.wantsFiles()));
  }
}
