package io.serpentarium.service.edge.route;

import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.Grant;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** A header whose whole value is the key, or which has it behind the scheme {@code Bearer}. */
public abstract class KeyInHeader implements Credentials {

  private static final String SCHEME = "bearer ";

  private final String header;
  private final Authenticator authenticator;

  /**
   * @param header such as {@code X-API-KEY}
   */
  protected KeyInHeader(String header, Authenticator authenticator) {
    this.header = header;
    this.authenticator = authenticator;
  }

  @Override
  public final Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
    return Mono.justOrEmpty(request.getHeaders().getFirst(header))
        .map(KeyInHeader::withoutScheme)
        .flatMap(authenticator::grantOf);
  }

  private static String withoutScheme(String value) {
    boolean bearer = value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    return (bearer ? value.substring(SCHEME.length()) : value).strip();
  }
}
