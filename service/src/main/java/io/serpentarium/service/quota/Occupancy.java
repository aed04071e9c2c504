package io.serpentarium.service.quota;

import io.serpentarium.service.tenancy.Tenant;
import io.serpentarium.service.tenancy.TenantQuotas;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** Counts what each tenant has at once, up to its quota. Thread-safe. */
public final class Occupancy {

  private final Quota quota;
  private final ToLongFunction<TenantQuotas> limit;
  private final Map<String, Long> taken = new ConcurrentHashMap<>();

  /**
   * @param limit of a tenant
   */
  public Occupancy(Quota quota, ToLongFunction<TenantQuotas> limit) {
    this.quota = quota;
    this.limit = limit;
  }

  /**
   * Takes so many places, all or none.
   *
   * @throws QuotaExceededException when the tenant has too few left
   */
  public void take(Tenant tenant, int count) {
    long most = limit.applyAsLong(tenant.quotas());
    taken.compute(tenant.id(), (id, now) -> sum(now == null ? 0 : now, count, most));
  }

  /** Gives places back that were taken. */
  public void giveBack(Tenant tenant, int count) {
    taken.computeIfPresent(tenant.id(), (id, now) -> now > count ? now - count : null);
  }

  /** How many places a tenant has taken. */
  public long taken(Tenant tenant) {
    return taken.getOrDefault(tenant.id(), 0L);
  }

  private long sum(long now, int count, long most) {
    if (count > most - now) {
      throw new QuotaExceededException(Allowance.exhausted(quota, most));
    }
    return now + count;
  }
}
