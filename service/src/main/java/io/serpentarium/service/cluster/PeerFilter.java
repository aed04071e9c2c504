package io.serpentarium.service.cluster;

import io.serpentarium.service.cluster.PeerSecret.Signed;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.filter.FilterOrder;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Admits, on the port of pods, only requests that a pod has signed, and none of theirs on any other
 * port. A forwarded request's caller is believed as far as that caller would be admitted here too,
 * and its {@link Grant} put among the exchange's attributes.
 */
@Order(FilterOrder.PEER)
final class PeerFilter implements WebFilter {

  private static final String FORWARDED = PeerFilter.class.getName();

  private final PeerSecret secret;
  private final PodIdentity self;
  private final Authenticator authenticator;

  PeerFilter(PeerSecret secret, PodIdentity self, Authenticator authenticator) {
    this.secret = secret;
    this.self = self;
    this.authenticator = authenticator;
  }

  /** Returns whether another pod has forwarded a request to this one. */
  static boolean isForwarded(ServerWebExchange exchange) {
    return exchange.getAttributes().containsKey(FORWARDED);
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return Mono.deferContextual(
        context ->
            PeerServer.isIn(context)
                ? filterSigned(exchange, chain)
                : filterUnsigned(exchange, chain));
  }

  private static Mono<Void> filterUnsigned(ServerWebExchange exchange, WebFilterChain chain) {
    PeerSecret.requireNone(exchange.getRequest().getHeaders());
    return chain.filter(exchange);
  }

  private Mono<Void> filterSigned(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    Signed signed = secret.require(request);
    if (request.getPath().value().equals(Peers.IDENTITY)) {
      return identify(exchange);
    }
    Map<String, Object> attributes = exchange.getAttributes();
    attributes.put(FORWARDED, true);
    signed.caller().ifPresent(caller -> attributes.put(Grant.class.getName(), granted(caller)));
    return chain.filter(
        SignedBody.isIn(request.getHeaders())
            ? exchange.mutate().request(new SignedBody(request, signed.body())).build()
            : exchange);
  }

  private Grant granted(Caller caller) {
    return authenticator.granted(caller.tenantId(), caller.source());
  }

  private Mono<Void> identify(ServerWebExchange exchange) {
    exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
    return self.addTo(exchange.getResponse().getHeaders())
        .then(Mono.defer(exchange.getResponse()::setComplete));
  }
}
