package io.serpentarium.service.edge.route;

import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.Grant;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * A header whose whole value is the key, or which has it behind the scheme {@code Bearer} or as the
 * password of the scheme {@code Basic}, into which clients turn the address {@code
 * http://any:KEY@host}.
 */
public abstract class KeyInHeader implements Credentials {

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

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
        .map(KeyInHeader::key)
        .flatMap(authenticator::grantOf);
  }

  private static String key(String value) {
    if (has(value, BEARER)) {
      return value.substring(BEARER.length()).strip();
    }
    return has(value, BASIC) ? password(value.substring(BASIC.length()).strip()) : value.strip();
  }

  private static boolean has(String value, String scheme) {
    return value.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static String password(String basic) {
    try {
      String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
