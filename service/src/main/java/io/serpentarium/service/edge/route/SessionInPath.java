package io.serpentarium.service.edge.route;

import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Takes the path variable {@code id} for the session's id. */
public final class SessionInPath implements SessionReference {

  @Override
  public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
    return Optional.ofNullable(variables.get("id"));
  }
}
