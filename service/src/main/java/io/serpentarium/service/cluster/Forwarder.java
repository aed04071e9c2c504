package io.serpentarium.service.cluster;

import java.net.URI;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Forwards a request to another pod for its answer. */
interface Forwarder {

  /**
   * Sends a request on, and its answer back as it comes. Fails with {@link
   * io.serpentarium.service.core.session.SessionMovedException} when the pod cannot be reached or
   * the session has left it, and with {@link FailureCode#NODE_GONE} when it breaks off.
   */
  Mono<Void> forward(ServerWebExchange exchange, URI address);
}
