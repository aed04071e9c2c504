package io.serpentarium.service.core.tenancy;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** Checks bearer tokens that others have issued. */
@FunctionalInterface
public interface TokenReader {

  /**
   * What a good token says.
   *
   * @param issuer whose it is
   * @param expiresAt when it stops being good
   */
  record IssuedToken(String issuer, Instant expiresAt) {}

  /** Reads a token that is good now; empty for any other. */
  Mono<IssuedToken> read(String token);

  /** Takes no token. */
  static TokenReader none() {
    return token -> Mono.empty();
  }
}
