package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.service.core.admission.Buckets.Bucket;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Gives each tenant an amount of CPU time a day, which refills gradually. Executions under way go
 * on to their own limit.
 */
public final class CpuBudget {

  private static final Duration WINDOW = Duration.ofDays(1);
  private static final long MILLIS = 1_000;

  private final Buckets buckets;

  public CpuBudget(Buckets buckets) {
    this.buckets = buckets;
  }

  /** Checks that a tenant has some CPU time left. Fails with {@link QuotaExceededException}. */
  public Mono<Void> requireLeft(Tenant tenant) {
    return isUnlimited(tenant)
        ? Mono.empty()
        : buckets.look(bucket(tenant)).doOnNext(CpuBudget::require).then();
  }

  /** Charges the CPU time of a program. */
  public void charge(Tenant tenant, Duration cpuTime) {
    if (!isUnlimited(tenant)) {
      buckets.charge(bucket(tenant), cpuTime.toMillis());
    }
  }

  /**
   * Returns the account of code of a tenant's that is no execution's. Charges only: whether some is
   * left is looked up before such code is entered, which an account may not wait for.
   */
  CpuAccount account(Tenant tenant) {
    return new CpuAccount() {

      @Override
      public void requireLeft() {}

      @Override
      public void charge(Duration cpuTime) {
        CpuBudget.this.charge(tenant, cpuTime);
      }
    };
  }

  private static boolean isUnlimited(Tenant tenant) {
    return tenant.quotas().cpuSecondsPerDay() == TenantQuotas.UNLIMITED;
  }

  private static Bucket bucket(Tenant tenant) {
    long millis = Math.multiplyExact(tenant.quotas().cpuSecondsPerDay(), MILLIS);
    return new Bucket(tenant.id(), Quota.CPU, millis, WINDOW);
  }

  private static void require(Allowance allowance) {
    if (allowance.retryAfter().isPositive()) {
      throw new QuotaExceededException(allowance);
    }
  }
}
