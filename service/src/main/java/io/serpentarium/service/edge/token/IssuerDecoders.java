package io.serpentarium.service.edge.token;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Makes decoders of JSON Web Tokens, each of which finds its issuer's keys by OpenID Connect
 * Discovery. A token with an unknown key causes the keys to be fetched again, in case they were
 * changed; since anybody can send such a token, an issuer is asked {@value #FETCHES} times a minute
 * at most. Tokens that would need one more fetch are refused without asking.
 */
public final class IssuerDecoders implements Function<String, NimbusReactiveJwtDecoder> {

  /** The first token of an issuer takes three: discovery, algorithms, keys. */
  static final int FETCHES = 6;

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final WebClient client;

  public IssuerDecoders(WebClient client) {
    this.client = client;
  }

  @Override
  public NimbusReactiveJwtDecoder apply(String issuer) {
    Bucket fetches =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(FETCHES).refillGreedy(FETCHES, WINDOW))
            .build();
    return NimbusReactiveJwtDecoder.withIssuerLocation(issuer)
        .webClient(client.mutate().filter((request, next) -> fetch(request, next, fetches)).build())
        .build();
  }

  private static Mono<ClientResponse> fetch(
      ClientRequest request, ExchangeFunction next, Bucket fetches) {
    return Mono.defer(
        () ->
            fetches.tryConsume(1)
                ? next.exchange(request).timeout(PATIENCE)
                : Mono.error(new FetchesUsedUpException()));
  }

  /** An issuer was asked as often as it may be. */
  static final class FetchesUsedUpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FetchesUsedUpException() {
      super("the issuer was asked too often", null, false, false);
    }
  }
}
