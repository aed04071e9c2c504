package io.serpentarium.service.edge.route;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.Grant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** The header {@code Authorization: Bearer}, with a key or a JSON Web Token. */
public final class BearerKey implements Credentials {

  private static final String SCHEME = "bearer ";

  private final Authenticator authenticator;

  public BearerKey(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
    List<String> lines = request.getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
    if (lines.isEmpty()) {
      return Mono.empty();
    }
    return lines.size() == 1 && isBearer(lines.getFirst())
        ? authenticator.grantOf(lines.getFirst().substring(SCHEME.length()).strip())
        : Mono.error(new ServiceFailure(FailureCode.UNAUTHENTICATED));
  }

  private static boolean isBearer(String line) {
    return line.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }
}
