package io.serpentarium.service.core.tenancy;

import reactor.core.publisher.Mono;

/** Checks bearer tokens that others have issued. */
@FunctionalInterface
public interface TokenReader {

  /** The issuer of a token that is good now; empty for any other. */
  Mono<String> issuerOf(String token);

  /** Takes no token. */
  static TokenReader none() {
    return token -> Mono.empty();
  }
}
