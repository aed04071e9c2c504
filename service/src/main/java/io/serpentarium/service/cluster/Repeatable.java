package io.serpentarium.service.cluster;

import io.serpentarium.service.web.ReplayedRequest;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Requests that can be sent on more than once: those whose bodies are small. */
final class Repeatable {

  private static final long MOST_BYTES = 64 << 10;
  private static final byte[] NOTHING = {};

  private Repeatable() {}

  /** Whether its body may be kept. */
  static boolean is(ServerHttpRequest request) {
    HttpHeaders headers = request.getHeaders();
    return !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)
        && headers.getContentLength() <= MOST_BYTES;
  }

  /** The same with its body read, so that it can be read again and again. */
  static Mono<ServerWebExchange> of(ServerWebExchange exchange) {
    return DataBufferUtils.join(exchange.getRequest().getBody())
        .map(Repeatable::bytes)
        .defaultIfEmpty(NOTHING)
        .map(body -> new ReplayedRequest(exchange.getRequest(), body))
        .map(request -> exchange.mutate().request(request).build());
  }

  private static byte[] bytes(DataBuffer buffer) {
    try {
      byte[] bytes = new byte[buffer.readableByteCount()];
      buffer.read(bytes);
      return bytes;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }
}
