package io.serpentarium.service.cluster;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.edge.filter.FilterOrder;
import io.serpentarium.service.edge.route.Credentials;
import io.serpentarium.service.edge.route.RoutedRequest;
import io.serpentarium.service.edge.route.Routes;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses callers without good credentials before Redis or another node is asked for them. Tickets
 * pass: the session's node alone knows them.
 */
@Order(FilterOrder.CALLER)
final class CallerFilter implements WebFilter {

  private final Authenticator authenticator;
  private final Routes routes;

  CallerFilter(Authenticator authenticator, Routes routes) {
    this.authenticator = authenticator;
    this.routes = routes;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    RoutedRequest routed = routes.of(exchange);
    return authenticator.isNeeded() && !routed.credentials().isEmpty()
        ? require(exchange.getRequest(), routed).then(Mono.defer(() -> chain.filter(exchange)))
        : chain.filter(exchange);
  }

  private static Mono<Void> require(ServerHttpRequest request, RoutedRequest routed) {
    boolean elsewhere = routed.credentials().stream().anyMatch(Credentials::areOfOneNode);
    return Flux.fromIterable(routed.credentials())
        .filter(credentials -> !credentials.areOfOneNode())
        .concatMap(credentials -> credentials.grant(request, routed.sessionId()), 1)
        .hasElements()
        .flatMap(
            good ->
                good || elsewhere
                    ? Mono.empty()
                    : Mono.error(new ServiceFailure(FailureCode.UNAUTHENTICATED)));
  }
}
