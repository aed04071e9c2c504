package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Places of one kind on this node, shared between its tenants. Thread-safe; never blocks.
 *
 * <p>No tenant is refused below an equal share of all places among the tenants that have some. A
 * tenant with more may go on only while the reserve stays free, so that no tenant alone takes all,
 * and a newcomer finds places without waiting for others to release theirs.
 */
public final class FairShares {

  private static final int RESERVED = 4;

  private final Quota quota;
  private final long capacity;
  private final long reserve;
  private final Map<String, Long> byTenant = new HashMap<>();
  private long held;
  private long own;

  private FairShares(Quota quota, long capacity, long reserve) {
    this.quota = quota;
    this.capacity = capacity;
    this.reserve = reserve;
  }

  /** Returns places of which a quarter is reserved, one at least. */
  public static FairShares between(Quota quota, long capacity) {
    return between(quota, capacity, 1);
  }

  /**
   * Returns places of which a quarter is reserved, or more if that is too few to be useful.
   *
   * @param least the least number of places to reserve, though never more than half of all
   */
  public static FairShares between(Quota quota, long capacity, long least) {
    long reserve = Math.max(capacity / RESERVED, Math.min(capacity / 2, least));
    return new FairShares(quota, capacity, Math.max(1, reserve));
  }

  /** Returns places for a single tenant, which may have all. */
  public static FairShares undivided(Quota quota, long capacity) {
    return new FairShares(quota, capacity, 0);
  }

  /**
   * Takes a number of places, all or none.
   *
   * @param full makes the failure if too few are left on the node
   * @throws QuotaExceededException if the tenant has its share
   */
  public synchronized void acquire(
      Tenant tenant, long count, Supplier<? extends RuntimeException> full) {
    if (count > capacity() - held) {
      throw full.get();
    }
    long has = byTenant.getOrDefault(tenant.id(), 0L);
    long most = Math.max(share(tenant), capacity() - reserve - (held - has));
    if (has + count > most) {
      throw new QuotaExceededException(Allowance.exhausted(quota, most));
    }
    byTenant.merge(tenant.id(), count, Long::sum);
    held += count;
  }

  /** Returns an equal share among this tenant and the others present, counted as at least two. */
  private long share(Tenant tenant) {
    int others = byTenant.size() - (byTenant.containsKey(tenant.id()) ? 1 : 0);
    return reserve == 0 ? capacity() : capacity() / Math.max(2, others + 1);
  }

  /**
   * Returns whether a tenant has no more than half of its equal share. Where a single tenant may
   * have all, it never does.
   */
  synchronized boolean hasLittle(Tenant tenant) {
    return reserve > 0 && byTenant.getOrDefault(tenant.id(), 0L) <= share(tenant) / 2;
  }

  /** Takes places whether they are there or not. */
  synchronized void acquireUnchecked(Tenant tenant, long count) {
    byTenant.merge(tenant.id(), count, Long::sum);
    held += count;
  }

  /** Releases places that were taken. */
  public synchronized void release(Tenant tenant, long count) {
    byTenant.computeIfPresent(tenant.id(), (id, now) -> now > count ? now - count : null);
    held -= count;
  }

  /**
   * Takes places for the node itself, which tenants then do not have.
   *
   * @param full makes the failure where not so many are left on the node
   */
  synchronized void acquireOwn(long count, Supplier<? extends RuntimeException> full) {
    if (count > capacity() - held) {
      throw full.get();
    }
    own += count;
  }

  /** Releases places that the node itself took. */
  synchronized void releaseOwn(long count) {
    own -= count;
  }

  /** Returns how many places tenants may have together. */
  synchronized long capacity() {
    return capacity - own;
  }

  /** Returns how many places are taken. */
  public synchronized long held() {
    return held;
  }
}
