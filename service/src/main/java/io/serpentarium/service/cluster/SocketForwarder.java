package io.serpentarium.service.cluster;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Sends WebSockets on: the other pod's is opened first, and the client's only when that was
 * possible. What speaks against it is asked for once more as a plain request, whose answer the
 * client gets.
 */
final class SocketForwarder implements Forwarder {

  private static final List<String> PASSED =
      List.of(HttpHeaders.ORIGIN, HttpHeaders.HOST, "X-Forwarded-Proto");

  /** The status codes that stand for a close without a code (RFC 6455, section 7.4.1). */
  private static final Set<Integer> UNSENDABLE = Set.of(1005, 1006, 1015);

  /** The close of a client's socket whose pod breaks off. */
  private static final CloseStatus POD_LOST =
      CloseStatus.GOING_AWAY.withReason(
          "the session's node was lost: what ran there is rolled back, or lost without a checkpoint");

  private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

  private final WebSocketClient client;
  private final RequestUpgradeStrategy upgrade;
  private final Forwarder plain;
  private final PeerSecret secret;

  /**
   * @param plain the forwarder of requests other than WebSockets
   */
  SocketForwarder(
      WebSocketClient client, RequestUpgradeStrategy upgrade, Forwarder plain, PeerSecret secret) {
    this.client = client;
    this.upgrade = upgrade;
    this.plain = plain;
    this.secret = secret;
  }

  @Override
  public Mono<Void> forward(ServerWebExchange exchange, URI address) {
    ServerHttpRequest request = exchange.getRequest();
    return "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())
        ? open(exchange, address)
        : plain.forward(exchange, address);
  }

  private Mono<Void> open(ServerWebExchange exchange, URI address) {
    return Mono.justOrEmpty(secret.verified(address))
        .switchIfEmpty(Mono.error(HttpForwarder::unsigned))
        .map(pod -> HttpForwarder.target(pod, exchange.getRequest()))
        .flatMap(target -> open(exchange, address, target));
  }

  private Mono<Void> open(ServerWebExchange exchange, URI address, URI target) {
    return client
        .execute(
            target,
            headers(exchange, target),
            new Subprotocols(offered(exchange.getRequest()), socket -> join(exchange, socket)))
        .onErrorResume(
            WebSocketClientHandshakeException.class, e -> plain.forward(exchange, address))
        .onErrorMap(IOException.class, HttpForwarder::failure);
  }

  /** A handler that offers the client's subprotocols. */
  private record Subprotocols(List<String> offered, WebSocketHandler handler)
      implements WebSocketHandler {

    @Override
    public List<String> getSubProtocols() {
      return offered;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      return handler.handle(session);
    }
  }

  private HttpHeaders headers(ServerWebExchange exchange, URI target) {
    ServerHttpRequest request = exchange.getRequest();
    HttpHeaders headers = new HttpHeaders();
    PASSED.stream()
        .filter(request.getHeaders()::containsHeader)
        .forEach(name -> headers.put(name, request.getHeaders().getOrEmpty(name)));
    var _ = secret.sign(headers, request.getMethod(), target, Caller.of(exchange), false);
    return headers;
  }

  private static List<String> offered(ServerHttpRequest request) {
    return request.getHeaders().getOrEmpty(SUBPROTOCOL).stream()
        .flatMap(line -> List.of(line.split(",")).stream())
        .map(String::strip)
        .toList();
  }

  /** Completes once both sockets are closed, though the upgrade itself completes immediately. */
  private Mono<Void> join(ServerWebExchange exchange, WebSocketSession pod) {
    @Nullable String agreed = pod.getHandshakeInfo().getSubProtocol();
    Sinks.Empty<Void> over = Sinks.empty();
    return upgrade
        .upgrade(
            exchange,
            client -> relay(client, pod).doFinally(end -> over.tryEmitEmpty()),
            agreed,
            () -> handshake(exchange.getRequest(), agreed))
        .then(over.asMono());
  }

  private static HandshakeInfo handshake(ServerHttpRequest request, @Nullable String agreed) {
    return new HandshakeInfo(
        request.getURI(), HttpHeaders.copyOf(request.getHeaders()), Mono.empty(), agreed);
  }

  /** Relays until either side closes, which closes the other one too. */
  private static Mono<Void> relay(WebSocketSession client, WebSocketSession pod) {
    return Mono.firstWithSignal(
        pass(client, pod, CloseStatus.GOING_AWAY), pass(pod, client, POD_LOST));
  }

  /**
   * Passes frames on, and then the close that ended them. They are not cancelled when the other
   * side breaks off: that would close this one without a reason.
   *
   * @param broken the close if the sender breaks off without one
   */
  private static Mono<Void> pass(WebSocketSession from, WebSocketSession to, CloseStatus broken) {
    Flux<WebSocketMessage> frames =
        from.receive().map(frame -> copied(frame, to)).publish(1).autoConnect();
    Mono<Void> closed =
        from.closeStatus()
            .filter(status -> !UNSENDABLE.contains(status.getCode()))
            .defaultIfEmpty(broken)
            .filter(status -> to.isOpen())
            .flatMap(to::close);
    return to.send(frames).onErrorComplete().then(closed).onErrorComplete();
  }

  /** The buffer is the server's again once it has been sent. */
  private static WebSocketMessage copied(WebSocketMessage frame, WebSocketSession to) {
    byte[] bytes = new byte[frame.getPayload().readableByteCount()];
    frame.getPayload().read(bytes);
    return new WebSocketMessage(frame.getType(), to.bufferFactory().wrap(bytes));
  }
}
