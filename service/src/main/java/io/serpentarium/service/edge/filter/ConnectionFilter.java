package io.serpentarium.service.edge.filter;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * Closes each connection of a stopping node with its next answer, so that no request is in progress
 * when the server closes those that are left. A connection reset by its client, or whose body came
 * too slowly, is logged once, and not again when the server cleans up.
 */
@Component
@Order(FilterOrder.CONNECTION)
final class ConnectionFilter implements WebFilter {

  private static final Logger log = LoggerFactory.getLogger(ConnectionFilter.class);

  /**
   * The context key of the consumer of failures after the end, which Reactor uses before its own
   * hook.
   */
  private static final String DROPPED = "reactor.onErrorDropped.local";

  private static final Consumer<Throwable> DROP = ConnectionFilter::drop;

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
    return chain.filter(exchange).contextWrite(context -> context.put(DROPPED, DROP));
  }

  private static void drop(Throwable failure) {
    if (!Problems.isOfGoneClient(failure) && !Problems.isOfSlowClient(failure)) {
      log.error("A failure occurred after the end of the request", failure);
    }
  }

  /** Returns whether the request is an upgrade, whose answer has its own Connection header. */
  private static boolean isUpgrade(ServerHttpRequest request) {
    return request.getHeaders().getUpgrade() != null;
  }

  private void endConnection(HttpHeaders headers) {
    if (availability.getReadinessState() == ReadinessState.REFUSING_TRAFFIC) {
      headers.set(HttpHeaders.CONNECTION, "close");
    }
  }
}
