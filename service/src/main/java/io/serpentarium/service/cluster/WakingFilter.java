package io.serpentarium.service.cluster;

import io.serpentarium.service.cluster.SessionLocation.Free;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.filter.FilterOrder;
import io.serpentarium.service.edge.route.Routes;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Wakes the session of a request here when no pod has it and the tenant is its owner. */
@Order(FilterOrder.WAKING)
final class WakingFilter implements WebFilter {

  private final Waker waker;
  private final Routes routes;

  WakingFilter(Waker waker, Routes routes) {
    this.waker = waker;
    this.routes = routes;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    SessionLocation found = exchange.getAttribute(SessionLocation.class.getName());
    return found instanceof Free(SessionRecord record, _) && !routes.of(exchange).leavesAsleep()
        ? wake(record).then(chain.filter(exchange))
        : chain.filter(exchange);
  }

  private Mono<Void> wake(SessionRecord record) {
    return CurrentTenant.with(
        tenant ->
            tenant.id().equals(record.tenantId()) ? waker.wake(tenant, record.id()) : Mono.empty());
  }
}
