package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.admission.Buckets.Bucket;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Limits the requests a second of each tenant. */
public final class RequestRate {

  private static final Duration WINDOW = Duration.ofSeconds(1);

  private final Buckets buckets;

  public RequestRate(Buckets buckets) {
    this.buckets = buckets;
  }

  /**
   * Counts one request and returns the state of the quota after it; empty for a tenant without one.
   * Fails with {@link QuotaExceededException}.
   */
  public Mono<Allowance> take(Tenant tenant) {
    long most = tenant.quotas().requestsPerSecond();
    return most == TenantQuotas.UNLIMITED
        ? Mono.empty()
        : buckets
            .take(new Bucket(tenant.id(), Quota.REQUESTS, most, WINDOW))
            .doOnNext(RequestRate::require);
  }

  private static void require(Allowance allowance) {
    if (allowance.retryAfter().isPositive()) {
      throw new QuotaExceededException(allowance);
    }
  }
}
