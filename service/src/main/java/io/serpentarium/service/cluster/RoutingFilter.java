package io.serpentarium.service.cluster;

import io.serpentarium.service.cluster.Whereabouts.There;
import io.serpentarium.service.session.SessionMovedException;
import io.serpentarium.service.web.FilterOrder;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Sends requests to the pod that has their session, before anything else is done with them: that
 * pod finds out for whom they are, counts them and answers. What another pod has sent is answered
 * here or not at all. A pod that stops has others begin what is new.
 */
@Order(FilterOrder.ROUTING)
final class RoutingFilter implements WebFilter {

  private final Router router;
  private final Forwarder forwarder;
  private final PeerSecret secret;
  private final Peers peers;
  private final PodIdentity self;

  RoutingFilter(
      Router router, Forwarder forwarder, PeerSecret secret, Peers peers, PodIdentity self) {
    this.router = router;
    this.forwarder = forwarder;
    this.secret = secret;
    this.peers = peers;
    this.self = self;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    boolean forwarded = secret.isIn(request.getHeaders());
    if (forwarded && request.getPath().value().equals(Peers.IDENTITY)) {
      return identify(exchange);
    }
    return SessionPath.id(request)
        .map(id -> route(id, forwarded, exchange, chain))
        .orElseGet(() -> begin(forwarded, exchange, chain));
  }

  private Mono<Void> begin(boolean forwarded, ServerWebExchange exchange, WebFilterChain chain) {
    return forwarded || !SessionPath.isBeginning(exchange.getRequest())
        ? chain.filter(exchange)
        : router
            .locateNew()
            .flatMap(
                found ->
                    found instanceof There there
                        ? send(exchange, there, false)
                        : chain.filter(exchange));
  }

  private Mono<Void> route(
      String id, boolean forwarded, ServerWebExchange exchange, WebFilterChain chain) {
    return router
        .locate(id)
        .flatMap(
            found -> {
              exchange.getAttributes().put(Whereabouts.class.getName(), found);
              return found instanceof There there
                  ? send(exchange, there, forwarded)
                  : chain.filter(exchange);
            });
  }

  /** A pod that loses its lease is not waited for: it may never answer. */
  private Mono<Void> send(ServerWebExchange exchange, There there, boolean forwarded) {
    if (forwarded) {
      return Mono.error(new SessionMovedException());
    }
    Mono<Void> answer = forwarder.forward(exchange, there.address());
    return there.leased().map(pod -> answer.takeUntilOther(peers.loss(pod))).orElse(answer);
  }

  private Mono<Void> identify(ServerWebExchange exchange) {
    exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
    return self.addTo(exchange.getResponse().getHeaders())
        .then(Mono.defer(exchange.getResponse()::setComplete));
  }
}
