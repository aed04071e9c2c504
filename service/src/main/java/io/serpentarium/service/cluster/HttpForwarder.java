package io.serpentarium.service.cluster;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.edge.body.Buffers;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends requests on over HTTP, without credentials; bodies and event streams pass as they come. */
final class HttpForwarder implements Forwarder {

  /** The headers of a single connection (RFC 9110, section 7.6.1). */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** The headers with the caller's credentials, which only this pod needs. */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "cookie", "proxy-authorization");

  /** The header by which a pod reports that the session has left it and nothing was done. */
  private static final String MOVED = "Serpentarium-Moved";

  private static final Logger log = LoggerFactory.getLogger(HttpForwarder.class);

  private final WebClient client;
  private final PeerSecret secret;

  HttpForwarder(WebClient client, PeerSecret secret) {
    this.client = client;
    this.secret = secret;
  }

  @Override
  public Mono<Void> forward(ServerWebExchange exchange, URI address) {
    return Mono.justOrEmpty(secret.verified(address))
        .switchIfEmpty(Mono.error(HttpForwarder::unsigned))
        .flatMap(pod -> send(exchange, target(pod, exchange.getRequest())));
  }

  private Mono<Void> send(ServerWebExchange exchange, URI target) {
    ServerHttpRequest request = exchange.getRequest();
    HttpHeaders headers = new HttpHeaders();
    copy(request.getHeaders(), headers);
    CREDENTIALS.forEach(headers::remove);
    boolean hasBody = SignedBody.isIn(request.getHeaders());
    Supplier<Mac> mac =
        secret.sign(headers, request.getMethod(), target, Caller.of(exchange), hasBody);
    BodyInserter<?, ? super ClientHttpRequest> body =
        hasBody
            ? BodyInserters.fromDataBuffers(SignedBody.sign(headers, request.getBody(), mac))
            : BodyInserters.empty();
    return client
        .method(request.getMethod())
        .uri(target)
        .headers(all -> all.putAll(headers))
        .body(body)
        .exchangeToMono(answer -> relay(answer, exchange.getResponse()))
        .onErrorMap(WebClientRequestException.class, e -> failure(e.getMostSpecificCause()));
  }

  /** Adds a header that tells a forwarding pod that the session has left this one. */
  static Mono<Void> markMoved(ServerHttpResponse response) {
    return Mono.fromRunnable(() -> response.getHeaders().set(MOVED, "true"));
  }

  /** Returns the URI of the requested resource at another pod. */
  static URI target(URI address, ServerHttpRequest request) {
    String query = request.getURI().getRawQuery();
    return URI.create(address + request.getURI().getRawPath() + (query == null ? "" : "?" + query));
  }

  private static Mono<Void> relay(ClientResponse answer, ServerHttpResponse response) {
    if (!answer.headers().header(MOVED).isEmpty()) {
      return answer.releaseBody().then(Mono.error(new SessionMovedException()));
    }
    response.setStatusCode(answer.statusCode());
    copy(answer.headers().asHttpHeaders(), response.getHeaders());
    return response.writeAndFlushWith(
        answer.bodyToFlux(DataBuffer.class).map(HttpForwarder::copied).map(Flux::just));
  }

  /** Copies a buffer to the heap, where nothing leaks if the client leaves before it is written. */
  private static DataBuffer copied(DataBuffer buffer) {
    return DefaultDataBufferFactory.sharedInstance.wrap(Buffers.take(buffer));
  }

  private static void copy(HttpHeaders from, HttpHeaders to) {
    List<String> named = from.getConnection();
    from.forEach(
        (name, values) -> {
          if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))
              && named.stream().noneMatch(name::equalsIgnoreCase)) {
            to.put(name, values);
          }
        });
  }

  /** Returns the failure for an address that no pod has signed, to which nothing is sent. */
  static RuntimeException unsigned() {
    log.warn("The session directory has an address that no node has signed");
    return new SessionMovedException();
  }

  /** Returns the failure for another pod that could not be reached. */
  static RuntimeException failure(Throwable cause) {
    return cause instanceof ConnectException
        ? new SessionMovedException()
        : new ServiceFailure(FailureCode.NODE_GONE, cause);
  }
}
