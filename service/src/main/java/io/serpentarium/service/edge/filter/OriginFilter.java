package io.serpentarium.service.edge.filter;

import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses requests that a foreign web page makes in its visitor's name. */
@Component
@Order(FilterOrder.ORIGIN)
final class OriginFilter implements WebFilter {

  private final OriginPolicy policy;

  OriginFilter(OriginPolicy policy) {
    this.policy = policy;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    return policy.permits(request.getHeaders(), request.getURI().getScheme())
        ? chain.filter(exchange)
        : Mono.error(
            new ProblemException(
                ProblemCode.ORIGIN_NOT_ALLOWED, "Pages of this origin may not call the service."));
  }
}
