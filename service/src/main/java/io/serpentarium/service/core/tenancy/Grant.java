package io.serpentarium.service.core.tenancy;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a request was let in by: a key, or an issuer's token. It may be taken back later on, and a
 * token expires.
 *
 * @param tenant as it was when the request came
 * @param now looks the tenant up again; empty once the key is revoked, the token has expired or the
 *     tenant is suspended
 */
public record Grant(Tenant tenant, Supplier<Optional<Tenant>> now) {

  /** That of everybody, while no tenant is configured. */
  public static final Grant LOCAL = lasting(Tenant.LOCAL);

  /** One that is never taken back. */
  static Grant lasting(Tenant tenant) {
    return new Grant(tenant, () -> Optional.of(tenant));
  }

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
