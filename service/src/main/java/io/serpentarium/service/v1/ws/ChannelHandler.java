package io.serpentarium.service.v1.ws;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.socket.FrameIntake;
import io.serpentarium.service.edge.socket.Pulse;
import io.serpentarium.service.edge.socket.Sockets;
import java.util.function.Function;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Carries one channel over one WebSocket.
 *
 * <p>When the client leaves, its executions are interrupted. When the session ends, the socket is
 * closed. A client that does not read holds its executions back, and after a few more frames the
 * socket is not read either: nothing is queued for such a client.
 */
final class ChannelHandler implements WebSocketHandler {

  /** The most frames in progress at the same time: waiting executions, and short answers. */
  private static final int CONCURRENCY = SessionTurns.MOST_WAITING + 8;

  private static final int PREFETCH = 1;

  private final Channel channel;
  private final Mono<CloseStatus> end;
  private final ChannelFrames frames;
  private final FrameIntake intake;
  private final Heartbeats heartbeats;

  ChannelHandler(
      Channel channel,
      Mono<CloseStatus> end,
      ChannelFrames frames,
      FrameIntake intake,
      Heartbeats heartbeats) {
    this.channel = channel;
    this.end = end;
    this.frames = frames;
    this.intake = intake;
    this.heartbeats = heartbeats;
  }

  /** Talks until either side has enough. The close frame goes out before anything is cancelled. */
  @Override
  public Mono<Void> handle(WebSocketSession socket) {
    return intake.accounted(holding -> handle(socket, holding));
  }

  private Mono<Void> handle(WebSocketSession socket, HeapHolding holding) {
    Sinks.One<CloseStatus> left = Sinks.one();
    Pulse pulse = new Pulse(heartbeats.silence());
    Flux<Mono<Void>> sends =
        Flux.merge(
                Flux.just(channel.statuses(), answers(socket, holding, left, pulse)), 2, PREFETCH)
            .map(frame -> frames.send(socket, holding, frame));
    Mono<CloseStatus> over = Mono.firstWithSignal(left.asMono(), end, pulse.stopped());
    return Sockets.converse(socket, heartbeats, sends, over).doFinally(signal -> channel.leave());
  }

  private Flux<ServerFrame> answers(
      WebSocketSession socket, HeapHolding holding, Sinks.One<CloseStatus> left, Pulse pulse) {
    return received(socket, holding, pulse)
        .concatMap(Function.identity(), PREFETCH)
        .doOnComplete(() -> left.tryEmitValue(CloseStatus.NORMAL))
        .doOnError(failure -> left.tryEmitValue(Sockets.closeStatus(failure)))
        .onErrorComplete()
        .concatWith(Flux.never())
        .flatMap(Function.identity(), CONCURRENCY, PREFETCH);
  }

  private Flux<Mono<Flux<ServerFrame>>> received(
      WebSocketSession socket, HeapHolding holding, Pulse pulse) {
    return socket
        .receive()
        .doOnNext(message -> pulse.beat())
        .filter(message -> message.getType() != WebSocketMessage.Type.PONG)
        .map(message -> take(message, holding));
  }

  private Mono<Flux<ServerFrame>> take(WebSocketMessage message, HeapHolding holding) {
    return message.getType() == WebSocketMessage.Type.TEXT
        ? channel.take(intake.read(message, holding, frames::read), holding)
        : channel.refuseBinary();
  }
}
