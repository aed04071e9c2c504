package io.serpentarium.service.edge.filter;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.route.Routes;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Identifies the tenant of a request, by the credentials that its route takes, and puts the tenant
 * into the context. Credentials that were verified before, with a {@link Grant} among the
 * exchange's attributes, are not verified again. In local mode none are needed.
 *
 * <p>A request that got past its route's pattern has no tenant, and every service refuses that.
 */
@Component
@Order(FilterOrder.TENANT)
final class TenantFilter implements WebFilter {

  private final Authenticator authenticator;
  private final Routes routes;

  TenantFilter(Authenticator authenticator, Routes routes) {
    this.authenticator = authenticator;
    this.routes = routes;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Routes.RoutedRequest routed = routes.of(exchange);
    if (!authenticator.isNeeded()) {
      return filterFor(Grant.LOCAL, exchange, chain);
    }
    return routed.credentials().isEmpty()
        ? chain.filter(exchange)
        : Mono.justOrEmpty(exchange.<Grant>getAttribute(Grant.class.getName()))
            .switchIfEmpty(Mono.defer(() -> grant(exchange.getRequest(), routed)))
            .flatMap(grant -> filterFor(grant, exchange, chain));
  }

  /** Leaves the tenant in the exchange as well, where the logs find it. */
  private static Mono<Void> filterFor(
      Grant grant, ServerWebExchange exchange, WebFilterChain chain) {
    exchange.getAttributes().put(Tenant.class.getName(), grant.tenant());
    return CurrentTenant.in(grant, chain.filter(exchange));
  }

  private static Mono<Grant> grant(ServerHttpRequest request, Routes.RoutedRequest routed) {
    return Flux.fromIterable(routed.credentials())
        .concatMap(credentials -> credentials.grant(request, routed.sessionId()), 1)
        .next()
        .switchIfEmpty(Mono.error(() -> new ServiceFailure(FailureCode.UNAUTHENTICATED)));
  }
}
