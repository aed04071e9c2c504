package io.serpentarium.service.edge.route;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.Grant;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Reads one kind of credentials from a request. Not asked in local mode. Created once, with
 * constructor injection.
 */
public interface Credentials {

  /**
   * Returns the grant of a request; empty if it carries no credentials of this kind. Fails with
   * {@link FailureCode#UNAUTHENTICATED} or a {@link
   * io.serpentarium.service.edge.problem.ProblemException} if they grant nothing.
   *
   * @param sessionId the id of the session that the request addresses
   */
  Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId);

  /** Returns whether only the session's node can verify the credentials. */
  default boolean areOfOneNode() {
    return false;
  }
}
