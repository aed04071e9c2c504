package io.serpentarium.service.v1.ws;

import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.socket.Pulse;
import io.serpentarium.service.edge.socket.Sockets;
import java.nio.charset.StandardCharsets;
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
 * <p>When the client leaves, what it runs is interrupted. When the session ends, the socket is
 * closed. A client that does not read holds back what it runs, and after a few frames more it is
 * not listened to: nothing is queued for it.
 */
final class ChannelHandler implements WebSocketHandler {

  /** Frames under way at once: one execution, and short answers beside it. */
  private static final int CONCURRENCY = 8;

  private static final int PREFETCH = 1;

  private final Channel channel;
  private final Mono<CloseStatus> end;
  private final WireJson json;
  private final Heartbeats heartbeats;

  ChannelHandler(Channel channel, Mono<CloseStatus> end, WireJson json, Heartbeats heartbeats) {
    this.channel = channel;
    this.end = end;
    this.json = json;
    this.heartbeats = heartbeats;
  }

  /** Talks until either side has enough. The close frame goes out before anything is cancelled. */
  @Override
  public Mono<Void> handle(WebSocketSession socket) {
    Sinks.One<CloseStatus> left = Sinks.one();
    Pulse pulse = new Pulse(heartbeats.silence());
    Flux<WebSocketMessage> frames =
        Flux.merge(Flux.just(channel.statuses(), answers(socket, left, pulse)), 2, PREFETCH)
            .map(frame -> Sockets.text(socket, json.write(frame)));
    Mono<CloseStatus> over = Mono.firstWithSignal(left.asMono(), end, pulse.stopped());
    return Mono.firstWithSignal(
            Sockets.send(socket, heartbeats.into(frames, () -> Sockets.ping(socket))),
            over.flatMap(status -> Sockets.close(socket, status)))
        .doFinally(signal -> channel.leave());
  }

  private Flux<ServerFrame> answers(
      WebSocketSession socket, Sinks.One<CloseStatus> left, Pulse pulse) {
    return socket
        .receive()
        .doOnNext(message -> pulse.beat())
        .filter(message -> message.getType() != WebSocketMessage.Type.PONG)
        .map(this::take)
        .concatMap(Function.identity(), PREFETCH)
        .doOnComplete(() -> left.tryEmitValue(CloseStatus.NORMAL))
        .doOnError(failure -> left.tryEmitValue(Sockets.closeStatus(failure)))
        .onErrorComplete()
        .concatWith(Flux.never())
        .flatMap(Function.identity(), CONCURRENCY, PREFETCH);
  }

  /** Reads the payload at once: its buffer is the server's again when this returns. */
  private Mono<Flux<ServerFrame>> take(WebSocketMessage message) {
    return message.getType() == WebSocketMessage.Type.TEXT
        ? channel.take(message.getPayloadAsText(StandardCharsets.UTF_8))
        : channel.refuseBinary();
  }
}
