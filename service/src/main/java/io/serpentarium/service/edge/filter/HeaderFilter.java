package io.serpentarium.service.edge.filter;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Adds headers to every answer that forbid caching, unless the answer has its own, and content
 * sniffing.
 */
@Component
@Order(FilterOrder.HEADERS)
final class HeaderFilter implements WebFilter {

  static final String NO_STORE = "no-store";
  static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";
  static final String NO_SNIFF = "nosniff";

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpResponse response = exchange.getResponse();
    response.beforeCommit(() -> Mono.fromRunnable(() -> complete(response.getHeaders())));
    return chain.filter(exchange);
  }

  private static void complete(HttpHeaders headers) {
    if (!headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
      headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
    headers.set(CONTENT_TYPE_OPTIONS, NO_SNIFF);
  }
}
