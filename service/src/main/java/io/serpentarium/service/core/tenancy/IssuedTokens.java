package io.serpentarium.service.core.tenancy;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoders;
import org.springframework.security.oauth2.jwt.SupplierReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Checks JSON Web Tokens of the issuers that tenants name: signature, issuer, audience and times.
 * An issuer's keys are found by OpenID Connect Discovery when its first token comes.
 */
public final class IssuedTokens implements TokenReader {

  private static final Logger log = LoggerFactory.getLogger(IssuedTokens.class);

  private final TenantStore store;
  private final String audience;
  private final Map<String, ReactiveJwtDecoder> decoders = new ConcurrentHashMap<>();

  /**
   * @param audience that a token has to be made for
   */
  public IssuedTokens(TenantStore store, String audience) {
    this.store = store;
    this.audience = audience;
  }

  @Override
  public Mono<String> issuerOf(String token) {
    return Mono.justOrEmpty(claimedIssuer(token))
        .filter(issuer -> store.ofIssuer(issuer).isPresent())
        .flatMap(
            issuer ->
                decoders
                    .computeIfAbsent(issuer, this::decoder)
                    .decode(token)
                    .map(good -> issuer)
                    .onErrorResume(e -> refused(issuer, e)));
  }

  /** What a token says, which is not to be believed yet. */
  private static Optional<String> claimedIssuer(String token) {
    try {
      JWT unverified = JWTParser.parse(token);
      return Optional.ofNullable(unverified.getJWTClaimsSet())
          .flatMap(claims -> Optional.ofNullable(claims.getIssuer()));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private ReactiveJwtDecoder decoder(String issuer) {
    return new SupplierReactiveJwtDecoder(
        () -> {
          NimbusReactiveJwtDecoder decoder = ReactiveJwtDecoders.fromIssuerLocation(issuer);
          decoder.setJwtValidator(
              new DelegatingOAuth2TokenValidator<Jwt>(
                  JwtValidators.createDefaultWithIssuer(issuer),
                  new JwtClaimValidator<List<String>>(
                      JwtClaimNames.AUD, meant -> meant != null && meant.contains(audience))));
          return decoder;
        });
  }

  private static Mono<String> refused(String issuer, Throwable e) {
    if (!(e instanceof BadJwtException)) {
      log.warn("Tokens of {} cannot be checked: {}", issuer, e.getMessage());
    }
    return Mono.empty();
  }
}
