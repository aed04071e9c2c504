package io.serpentarium.service.edge.filter;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import java.time.Duration;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Accounts for the bodies of requests and of answers in the heap until clients have read them, and
 * disconnects clients that read nothing for long.
 */
@Component
@Order(FilterOrder.HEAP)
final class HeapFilter implements WebFilter {

  /** The time in which a client must take a whole answer: 16 MiB at 56 KiB a second. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Ledger ledger;

  HeapFilter(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return CurrentTenant.isSet()
        .flatMap(known -> known ? counted(exchange, chain) : chain.filter(exchange));
  }

  private Mono<Void> counted(ServerWebExchange exchange, WebFilterChain chain) {
    return CurrentTenant.with(
        tenant ->
            Mono.using(
                () -> ledger.open(tenant),
                holding -> holding.in(chain.filter(counted(exchange, holding)))));
  }

  private static ServerWebExchange counted(ServerWebExchange exchange, HeapHolding holding) {
    CountedResponse response = new CountedResponse(exchange.getResponse(), holding, PATIENCE);
    return exchange.mutate().response(response).build();
  }
}
