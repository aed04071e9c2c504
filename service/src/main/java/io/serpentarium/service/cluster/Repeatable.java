package io.serpentarium.service.cluster;

import io.serpentarium.service.edge.body.Buffers;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Requests that can be sent on more than once: those whose bodies are small. */
final class Repeatable {

  private static final int MOST_BYTES = 64 << 10;

  private Repeatable() {}

  /** Returns whether a request's body may be kept. */
  static boolean is(ServerHttpRequest request) {
    HttpHeaders headers = request.getHeaders();
    return !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)
        && headers.getContentLength() <= MOST_BYTES;
  }

  /** Returns the exchange with its body read, so that it can be read more than once. */
  static Mono<ServerWebExchange> of(ServerWebExchange exchange) {
    return Buffers.join(exchange.getRequest().getBody(), MOST_BYTES)
        .map(body -> new Buffers.ReplayedRequest(exchange.getRequest(), body))
        .map(request -> exchange.mutate().request(request).build());
  }
}
