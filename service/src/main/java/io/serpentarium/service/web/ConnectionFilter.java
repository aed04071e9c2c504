package io.serpentarium.service.web;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Has each answer of a node that stops be the last on its connection, so that no request is under
 * way when the server closes those that are left.
 */
@Component
@Order(FilterOrder.CONNECTION)
final class ConnectionFilter implements WebFilter {

  private final ApplicationAvailability availability;

  ConnectionFilter(ApplicationAvailability availability) {
    this.availability = availability;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!isUpgrade(exchange.getRequest())) {
      ServerHttpResponse response = exchange.getResponse();
      response.beforeCommit(() -> Mono.fromRunnable(() -> endConnection(response.getHeaders())));
    }
    return chain.filter(exchange);
  }

  /** Such an answer says itself what becomes of the connection. */
  private static boolean isUpgrade(ServerHttpRequest request) {
    return request.getHeaders().getUpgrade() != null;
  }

  private void endConnection(HttpHeaders headers) {
    if (availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC) {
      headers.set(HttpHeaders.CONNECTION, "close");
    }
  }
}
