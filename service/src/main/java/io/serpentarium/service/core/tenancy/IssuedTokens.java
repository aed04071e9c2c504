package io.serpentarium.service.core.tenancy;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Checks JSON Web Tokens of the issuers that tenants name: signature, issuer, audience and times. A
 * token has to expire, within {@link #LONGEST}.
 */
public final class IssuedTokens implements Authenticator.TokenReader {

  /** The longest time for which a token may be valid. */
  static final Duration LONGEST = Duration.ofHours(24);

  private static final Logger log = LoggerFactory.getLogger(IssuedTokens.class);

  /** The most that an issuer's clock may be ahead. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final OAuth2Error BAD_LIFETIME =
      new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "it must expire within a day", null);

  private final TenantStore store;
  private final String audience;
  private final Clock clock;
  private final Function<String, NimbusReactiveJwtDecoder> issuers;
  private final Map<String, ReactiveJwtDecoder> decoders = new ConcurrentHashMap<>();

  /**
   * @param audience the audience that a token must name
   * @param issuers makes the decoder of an issuer's tokens
   */
  public IssuedTokens(
      TenantStore store,
      String audience,
      Clock clock,
      Function<String, NimbusReactiveJwtDecoder> issuers) {
    this.store = store;
    this.audience = audience;
    this.clock = clock;
    this.issuers = issuers;
  }

  @Override
  public Mono<IssuedToken> read(String token) {
    return Mono.justOrEmpty(claimedIssuer(token))
        .filter(issuer -> store.ofIssuer(issuer).isPresent())
        .flatMap(
            issuer ->
                decoders
                    .computeIfAbsent(issuer, this::decoder)
                    .decode(token)
                    .map(good -> new IssuedToken(issuer, end(good)))
                    .onErrorResume(e -> refused(issuer, e)));
  }

  /** Returns the issuer that a token names, not yet verified. */
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
    NimbusReactiveJwtDecoder decoder = issuers.apply(issuer);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<Jwt>(
            JwtValidators.createDefaultWithIssuer(issuer),
            this::checkLifetime,
            new JwtClaimValidator<List<String>>(
                JwtClaimNames.AUD, meant -> meant != null && meant.contains(audience))));
    return decoder;
  }

  private OAuth2TokenValidatorResult checkLifetime(Jwt token) {
    Instant end = token.getExpiresAt();
    Instant start = token.getIssuedAt();
    Instant now = clock.instant();
    boolean good =
        end != null
            && end.isAfter(now)
            && !end.isAfter(now.plus(LONGEST).plus(SKEW))
            && (start == null || !end.isAfter(start.plus(LONGEST)));
    return good
        ? OAuth2TokenValidatorResult.success()
        : OAuth2TokenValidatorResult.failure(BAD_LIFETIME);
  }

  private static Instant end(Jwt good) {
    return Objects.requireNonNull(good.getExpiresAt());
  }

  private static Mono<IssuedToken> refused(String issuer, Throwable e) {
    if (!(e instanceof BadJwtException)) {
      log.debug("Tokens of {} cannot be checked: {}", issuer, e.getMessage());
    }
    return Mono.empty();
  }
}
