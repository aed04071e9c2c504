package io.serpentarium.service.tenancy;

import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** The tenant for whom something is done, carried by Reactor's context. */
public final class CurrentTenant {

  private CurrentTenant() {}

  /**
   * Does something for the current tenant. Fails with {@link UnauthenticatedException} where nobody
   * has {@linkplain #in set} one.
   */
  public static <T> Mono<T> with(Function<Tenant, Mono<T>> use) {
    return Mono.deferContextual(context -> use.apply(of(context)));
  }

  /** Whether somebody has set one. */
  public static Mono<Boolean> isSet() {
    return Mono.deferContextual(context -> Mono.just(context.hasKey(Tenant.class)));
  }

  /** Sets the tenant for everything that is subscribed to below. */
  public static <T> Mono<T> in(Tenant tenant, Mono<T> work) {
    return work.contextWrite(context -> context.put(Tenant.class, tenant));
  }

  private static Tenant of(ContextView context) {
    return context.<Tenant>getOrEmpty(Tenant.class).orElseThrow(UnauthenticatedException::new);
  }
}
