package io.serpentarium.service.edge.socket;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Turns requests into WebSockets (RFC 6455). */
public @Component final class Upgrade {

  private static final String VERSION = "13";
  private static final String SUBPROTOCOL = "serpentarium.v1+json";

  private final RequestUpgradeStrategy strategy;

  public Upgrade(RequestUpgradeStrategy strategy) {
    this.strategy = strategy;
  }

  /**
   * Checks that a request asks for a WebSocket.
   *
   * @throws ProblemException with {@link ProblemCode#UPGRADE_REQUIRED}
   */
  public void require(HttpHeaders headers) {
    if (!"websocket".equalsIgnoreCase(headers.getUpgrade())
        || !VERSION.equals(headers.getFirst("Sec-WebSocket-Version"))
        || !headers.containsHeader("Sec-WebSocket-Key")) {
      throw new ProblemException(
          ProblemCode.UPGRADE_REQUIRED, "A channel is a WebSocket of version 13.");
    }
  }

  /**
   * Upgrades, with the API's subprotocol if the client offers it, and with none if it does not. The
   * handler sees the request's context.
   *
   * <p>The request is read to its end before: else Reactor Netty's timeout for that would end the
   * WebSocket.
   */
  public Mono<Void> to(ServerWebExchange exchange, WebSocketHandler handler) {
    return to(exchange, SUBPROTOCOL, handler);
  }

  /**
   * Upgrades as {@link #to(ServerWebExchange, WebSocketHandler)} does, with another subprotocol.
   */
  public Mono<Void> to(ServerWebExchange exchange, String subprotocol, WebSocketHandler handler) {
    ServerHttpRequest request = exchange.getRequest();
    String agreed = offered(request.getHeaders()).contains(subprotocol) ? subprotocol : null;
    Mono<Void> upgraded =
        Mono.deferContextual(
            context ->
                strategy.upgrade(
                    exchange,
                    socket -> handler.handle(socket).contextWrite(context),
                    agreed,
                    () -> handshake(request, agreed)));
    return request.getBody().doOnNext(DataBufferUtils::release).then(upgraded);
  }

  private static List<String> offered(HttpHeaders headers) {
    return headers.getOrEmpty("Sec-WebSocket-Protocol").stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::strip)
        .toList();
  }

  private static HandshakeInfo handshake(ServerHttpRequest request, @Nullable String subprotocol) {
    return new HandshakeInfo(
        request.getURI(), HttpHeaders.copyOf(request.getHeaders()), Mono.empty(), subprotocol);
  }
}
