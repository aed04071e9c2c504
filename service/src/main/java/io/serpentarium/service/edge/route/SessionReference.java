package io.serpentarium.service.edge.route;

import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Reads the id of the session that a request addresses: from the path, a header or the query, in
 * whatever form the door's protocol has it. Asked before authentication, so the id may be of a
 * session that does not exist or belongs to another tenant. Created once, with constructor
 * injection.
 */
public interface SessionReference {

  /**
   * Returns the id of the addressed session, or empty if the request names none.
   *
   * @param variables the variables of the route's path pattern
   */
  Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables);

  /** The reference of routes that address no session. */
  final class None implements SessionReference {

    @Override
    public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
      return Optional.empty();
    }
  }

  /** Reads the session's id from the path variable {@code id}. */
  final class InPath implements SessionReference {

    @Override
    public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
      return Optional.ofNullable(variables.get("id"));
    }
  }
}
