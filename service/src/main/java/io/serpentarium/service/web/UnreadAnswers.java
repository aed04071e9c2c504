package io.serpentarium.service.web;

import io.serpentarium.service.execution.HeapGate;
import java.time.Duration;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Counts answers until their clients have taken them, and gives up those who do not for long. */
@Component
@Order(FilterOrder.UNREAD)
final class UnreadAnswers implements WebFilter {

  /** In which a client has to take a whole answer: 16 MiB at 56 KiB a second. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HeapGate heap;

  UnreadAnswers(HeapGate heap) {
    this.heap = heap;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    CountedResponse counted = new CountedResponse(exchange.getResponse(), heap, PATIENCE);
    return chain.filter(exchange.mutate().response(counted).build());
  }
}
