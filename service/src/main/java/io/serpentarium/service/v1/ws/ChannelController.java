package io.serpentarium.service.v1.ws;

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
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Opens channels; a refusal is answered as a problem before the upgrade. */
@RestController
final class ChannelController {

  private final Admission admission;
  private final Channels channels;
  private final ChannelFrames frames;
  private final FrameIntake intake;
  private final Heartbeats heartbeats;

  ChannelController(
      Admission admission,
      Channels channels,
      ChannelFrames frames,
      FrameIntake intake,
      Heartbeats heartbeats) {
    this.admission = admission;
    this.channels = channels;
    this.frames = frames;
    this.intake = intake;
    this.heartbeats = heartbeats;
  }

  @GetMapping("/v1/sessions/{id}/channel")
  @Route(
      session = SessionReference.InPath.class,
      credentials = {BearerKey.class, SocketTicket.class},
      audit = AuditedAction.SESSION_CONNECT)
  Mono<Void> open(@PathVariable String id, ServerWebExchange exchange) {
    return admission.open(id, exchange, visit -> handler(id, visit));
  }

  private WebSocketHandler handler(String id, Admission.Visit visit) {
    Channel channel = channels.channel(id, visit.session());
    return new ChannelHandler(channel, visit.end(), frames, intake, heartbeats);
  }
}
