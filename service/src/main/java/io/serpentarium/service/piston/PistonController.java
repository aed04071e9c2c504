package io.serpentarium.service.piston;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.socket.Upgrade;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Runs programs for Piston's clients, which call it below either of two prefixes. */
@RestController
@OpenDoor(Door.PISTON)
@RequestMapping({"/api/v2", "/api/v2/piston"})
final class PistonController {

  private final ProgramService programs;
  private final LimitPolicy limits;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final Upgrade upgrade;
  private final PistonSockets sockets;
  private final String version;

  PistonController(
      ProgramService programs,
      LimitPolicy limits,
      RequestBodies bodies,
      BodyCaps caps,
      Upgrade upgrade,
      PistonSockets sockets,
      Sandbox sandbox) {
    this.programs = programs;
    this.limits = limits;
    this.bodies = bodies;
    this.caps = caps;
    this.upgrade = upgrade;
    this.sockets = sockets;
    this.version = sandbox.info().pythonVersion();
  }

  /** A language, and the names that it goes by. */
  record LanguageRuntime(String language, String version, List<String> aliases) {}

  /** A program that ran. */
  record Answer(String language, String version, PistonStage run) {}

  @GetMapping(
      path = {"/runtimes", "/runtimes/"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @PistonRoute
  Mono<List<LanguageRuntime>> runtimes() {
    return Mono.just(List.of(new LanguageRuntime(PistonJob.LANGUAGE, version, PistonJob.ALIASES)));
  }

  @PostMapping(
      path = {"/execute", "/execute/"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  @PistonRoute(begins = true, audit = AuditedAction.PROGRAM_RUN)
  Mono<Answer> execute(ServerHttpRequest request) {
    return bodies
        .untypedJson(request, PistonJob::read)
        .doOnNext(job -> caps.requireCode(job.code()))
        .flatMap(this::run)
        .map(stage -> new Answer(PistonJob.LANGUAGE, version, stage));
  }

  private Mono<PistonStage> run(PistonJob job) {
    return CurrentTenant.with(
        tenant ->
            programs.transcribe(
                job.script(limits.of(tenant)),
                (session, transcript) -> Mono.just(PistonStage.of(transcript))));
  }

  @GetMapping({"/connect", "/connect/"})
  @PistonRoute(begins = true, audit = AuditedAction.PROGRAM_RUN)
  Mono<Void> connect(ServerWebExchange exchange) {
    upgrade.require(exchange.getRequest().getHeaders());
    return CurrentTenant.withGrant(
        grant -> upgrade.to(exchange, socket -> sockets.serve(socket, grant, version)));
  }
}
