package io.serpentarium.service.cluster;

import io.serpentarium.service.cluster.SessionLocation.There;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.edge.filter.FilterOrder;
import io.serpentarium.service.edge.route.Routes;
import java.time.Duration;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Forwards requests to the pod that has their session, once their caller is known: that pod counts
 * and answers them. A request forwarded by another pod is answered here or not at all. A pod that
 * stops forwards requests for something new to others.
 */
@Order(FilterOrder.ROUTING)
final class RoutingFilter implements WebFilter {

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int REPETITIONS = 5;

  private final Router router;
  private final Forwarder forwarder;
  private final Peers peers;
  private final Routes routes;

  RoutingFilter(Router router, Forwarder forwarder, Peers peers, Routes routes) {
    this.router = router;
    this.forwarder = forwarder;
    this.peers = peers;
    this.routes = routes;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    boolean forwarded = PeerFilter.isForwarded(exchange);
    Routes.RoutedRequest routed = routes.of(exchange);
    Mono<Void> answer =
        routed
            .sessionId()
            .map(id -> route(id, forwarded, exchange, chain))
            .orElseGet(() -> begin(forwarded || !routed.begins(), exchange, chain));
    return forwarded ? answer.doOnError(SessionMovedException.class, e -> tell(exchange)) : answer;
  }

  private static void tell(ServerWebExchange exchange) {
    exchange.getResponse().beforeCommit(() -> HttpForwarder.markMoved(exchange.getResponse()));
  }

  private Mono<Void> begin(boolean here, ServerWebExchange exchange, WebFilterChain chain) {
    return here
        ? chain.filter(exchange)
        : router.locateNew().flatMap(found -> answer(found, exchange, chain, this::forward));
  }

  private Mono<Void> route(
      String id, boolean forwarded, ServerWebExchange exchange, WebFilterChain chain) {
    Sending sending =
        forwarded
            ? (again, there) -> Mono.error(new SessionMovedException())
            : (again, there) -> send(id, there, again, chain);
    return router.locate(id).flatMap(found -> answer(found, exchange, chain, sending));
  }

  private static Mono<Void> answer(
      SessionLocation found, ServerWebExchange exchange, WebFilterChain chain, Sending sending) {
    if (found instanceof There there) {
      return sending.send(exchange, there);
    }
    exchange.getAttributes().put(SessionLocation.class.getName(), found);
    return chain.filter(exchange);
  }

  /** Sends a request to the pod that can answer it. */
  private interface Sending {

    Mono<Void> send(ServerWebExchange exchange, There there);
  }

  /** The session may leave the pod while the request is on its way there. */
  private Mono<Void> send(
      String id, There there, ServerWebExchange exchange, WebFilterChain chain) {
    return Repeatable.is(exchange.getRequest())
        ? Repeatable.of(exchange)
            .flatMap(
                again ->
                    forward(again, there)
                        .onErrorResume(
                            SessionMovedException.class, moved -> sendAgain(id, again, chain)))
        : forward(exchange, there);
  }

  private Mono<Void> sendAgain(String id, ServerWebExchange exchange, WebFilterChain chain) {
    return Mono.defer(() -> router.locate(id))
        .delaySubscription(PAUSE)
        .flatMap(found -> answer(found, exchange, chain, this::forward))
        .retryWhen(
            Retry.max(REPETITIONS)
                .filter(SessionMovedException.class::isInstance)
                .onRetryExhaustedThrow((spec, last) -> last.failure()));
  }

  /** A pod that loses its lease is not waited for: it may never answer. */
  private Mono<Void> forward(ServerWebExchange exchange, There there) {
    Mono<Void> answer = forwarder.forward(exchange, there.address());
    return there.leased().map(pod -> answer.takeUntilOther(peers.loss(pod))).orElse(answer);
  }
}
