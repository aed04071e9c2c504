package io.serpentarium.service.edge.filter;

import io.serpentarium.service.core.admission.RequestRate;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Enforces the request rate of each tenant, and reports the remaining quota in every answer. */
@Component
@Order(FilterOrder.RATE)
final class RateFilter implements WebFilter {

  private final RequestRate rate;

  RateFilter(RequestRate rate) {
    this.rate = rate;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return CurrentTenant.isSet()
        .flatMap(known -> known ? counted(exchange, chain) : chain.filter(exchange));
  }

  private Mono<Void> counted(ServerWebExchange exchange, WebFilterChain chain) {
    return CurrentTenant.with(tenant -> rate.take(tenant).map(Optional::of))
        .defaultIfEmpty(Optional.empty())
        .flatMap(
            allowance -> {
              allowance.ifPresent(now -> tell(exchange.getResponse(), RateHeaders.of(now)));
              return chain.filter(exchange);
            });
  }

  private static void tell(ServerHttpResponse response, RateHeaders rate) {
    response.beforeCommit(
        () -> {
          HttpHeaders headers = response.getHeaders();
          return Mono.fromRunnable(() -> rate.addTo(headers));
        });
  }
}
