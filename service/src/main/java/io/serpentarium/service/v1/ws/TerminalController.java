package io.serpentarium.service.v1.ws;

import io.serpentarium.service.core.session.TerminalService;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.BearerKey;
import io.serpentarium.service.edge.route.Route;
import io.serpentarium.service.edge.route.SessionReference;
import io.serpentarium.service.edge.route.SocketTicket;
import io.serpentarium.service.edge.socket.Admission;
import io.serpentarium.service.edge.socket.FrameIntake;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Opens terminals; a refusal is answered as a problem before the upgrade. */
@RestController
final class TerminalController {

  private final Admission admission;
  private final TerminalService terminals;
  private final TerminalFrames frames;
  private final FrameIntake intake;
  private final Heartbeats heartbeats;

  TerminalController(
      Admission admission,
      TerminalService terminals,
      TerminalFrames frames,
      FrameIntake intake,
      Heartbeats heartbeats) {
    this.admission = admission;
    this.terminals = terminals;
    this.frames = frames;
    this.intake = intake;
    this.heartbeats = heartbeats;
  }

  @GetMapping("/v1/sessions/{id}/terminal")
  @Route(
      session = SessionReference.InPath.class,
      credentials = {BearerKey.class, SocketTicket.class},
      audit = AuditedAction.SESSION_CONNECT)
  Mono<Void> open(@PathVariable String id, ServerWebExchange exchange) {
    return admission.open(
        id,
        exchange,
        visit -> new TerminalHandler(id, terminals, visit.end(), frames, intake, heartbeats));
  }
}
