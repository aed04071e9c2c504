package io.serpentarium.service.cluster;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.filter.FilterOrder;
import io.serpentarium.service.edge.route.Credentials;
import io.serpentarium.service.edge.route.Routes;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses callers without good credentials before Redis or another node is asked for them, and
 * leaves the {@link Grant} of all others among the exchange's attributes. Tickets pass, at the cost
 * of one look into Redis: the session's node alone knows them.
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
    Routes.RoutedRequest routed = routes.of(exchange);
    return isOpen(routed) || exchange.getAttributes().containsKey(Grant.class.getName())
        ? chain.filter(exchange)
        : require(exchange, routed).then(Mono.defer(() -> chain.filter(exchange)));
  }

  private boolean isOpen(Routes.RoutedRequest routed) {
    return !authenticator.isNeeded() || routed.credentials().isEmpty();
  }

  /** Credentials that come after a ticket count only if there is none. */
  private static Mono<Void> require(ServerWebExchange exchange, Routes.RoutedRequest routed) {
    boolean elsewhere = routed.credentials().stream().anyMatch(Credentials::areOfOneNode);
    return Flux.fromIterable(routed.credentials())
        .takeWhile(credentials -> !credentials.areOfOneNode())
        .concatMap(credentials -> credentials.grant(exchange.getRequest(), routed.sessionId()), 1)
        .next()
        .doOnNext(grant -> exchange.getAttributes().put(Grant.class.getName(), grant))
        .hasElement()
        .flatMap(
            good ->
                good || elsewhere
                    ? Mono.empty()
                    : Mono.error(new ServiceFailure(FailureCode.UNAUTHENTICATED)));
  }
}
