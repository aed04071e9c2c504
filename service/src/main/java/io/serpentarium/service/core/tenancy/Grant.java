package io.serpentarium.service.core.tenancy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The authorization of a request: by a key, or by an issuer's token. A grant may be revoked later,
 * and a token expires.
 *
 * @param tenant the tenant as it was when the request arrived
 * @param source the credentials behind the grant
 * @param now looks the tenant up again; empty once the key is revoked, the token has expired or the
 *     tenant is suspended
 */
public record Grant(Tenant tenant, Source source, Supplier<Optional<Tenant>> now) {

  /** The name of the credentials behind a grant; a source is no credential itself. */
  public sealed interface Source {

    /** A key, by its id. */
    record Key(String id) implements Source {}

    /** A token of an issuer, until it expires. */
    record Token(String issuer, Instant expiresAt) implements Source {}

    /** Nothing, as no tenant is configured. */
    record LocalMode() implements Source {}
  }

  /** The grant of everybody, while no tenant is configured; never taken back. */
  public static final Grant LOCAL =
      new Grant(Tenant.LOCAL, new Source.LocalMode(), () -> Optional.of(Tenant.LOCAL));

  /** The tenant with the quotas of now; once it is taken back, with those of before. */
  public Tenant latest() {
    return now.get().orElse(tenant);
  }

  public boolean isGood() {
    return now.get().isPresent();
  }

  /**
   * Completes when it is taken back.
   *
   * @param interval between two looks
   */
  public Mono<Void> revoked(Duration interval) {
    return Flux.interval(interval).onBackpressureDrop().takeWhile(tick -> isGood()).then();
  }
}
