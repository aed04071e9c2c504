package io.serpentarium.service.edge.route;

import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The reference of routes that address no session. */
public final class NoSession implements SessionReference {

  @Override
  public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
    return Optional.empty();
  }
}
