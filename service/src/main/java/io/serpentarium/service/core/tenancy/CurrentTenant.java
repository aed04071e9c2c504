package io.serpentarium.service.core.tenancy;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** The tenant on whose behalf work is done, carried by Reactor's context. */
public final class CurrentTenant {

  /** The interval of checking whether the grant of a stream is still valid. */
  private static final Duration REVOCATION = Duration.ofSeconds(1);

  private CurrentTenant() {}

  /**
   * Applies a function to the current tenant. Fails with {@link FailureCode#UNAUTHENTICATED} if
   * none is {@linkplain #in set}.
   */
  public static <T> Mono<T> with(Function<Tenant, Mono<T>> use) {
    return Mono.deferContextual(context -> use.apply(of(context)));
  }

  /** Returns whether a tenant is set. */
  public static Mono<Boolean> isSet() {
    return Mono.deferContextual(context -> Mono.just(context.hasKey(Grant.class)));
  }

  /** Applies a function to the current tenant's grant. Fails as {@link #with} does. */
  public static <T> Mono<T> withGrant(Function<Grant, Mono<T>> use) {
    return Mono.deferContextual(context -> use.apply(grant(context)));
  }

  /**
   * Returns a stream that ends once the current tenant's grant does. Fails as {@link #with} does.
   */
  public static <T> Mono<Flux<T>> whileGranted(Flux<T> stream) {
    return withGrant(grant -> Mono.just(stream.takeUntilOther(grant.revoked(REVOCATION))));
  }

  /** Sets the tenant for everything that is subscribed to below. */
  public static <T> Mono<T> in(Grant grant, Mono<T> work) {
    return work.contextWrite(context -> context.put(Grant.class, grant));
  }

  /** Returns the tenant of a context, if one is set. */
  public static Optional<Tenant> in(ContextView context) {
    return context.<Grant>getOrEmpty(Grant.class).map(Grant::tenant);
  }

  private static Tenant of(ContextView context) {
    return grant(context).tenant();
  }

  private static Grant grant(ContextView context) {
    return context
        .<Grant>getOrEmpty(Grant.class)
        .orElseThrow(() -> new ServiceFailure(FailureCode.UNAUTHENTICATED));
  }
}
