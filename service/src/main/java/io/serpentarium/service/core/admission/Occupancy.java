package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * Counts what each tenant has at the same time, up to its quota, on this node and on all.
 * Thread-safe.
 */
public final class Occupancy {

  private final Quota quota;
  private final ToLongFunction<TenantQuotas> here;
  private final ToLongFunction<TenantQuotas> everywhere;
  private final OtherNodes others;
  private final Map<String, Count> taken = new ConcurrentHashMap<>();

  /** The number of places taken here and, once known, on other nodes. */
  private record Count(long here, CompletionStage<Long> others) {}

  /** Counts on this node only. */
  public Occupancy(Quota quota, ToLongFunction<TenantQuotas> here) {
    this(quota, here, quotas -> TenantQuotas.UNLIMITED, OtherNodes.NONE);
  }

  /**
   * Counts on all nodes.
   *
   * @param here the limit of a tenant on this node
   * @param everywhere its limit on all nodes together
   */
  public Occupancy(
      Quota quota,
      ToLongFunction<TenantQuotas> here,
      ToLongFunction<TenantQuotas> everywhere,
      OtherNodes others) {
    this.quota = quota;
    this.here = here;
    this.everywhere = everywhere;
    this.others = others;
  }

  /**
   * Takes a number of places, all or none; waits for the other nodes if a limit holds for all.
   *
   * @throws QuotaExceededException if the tenant has too few left
   */
  public void acquire(Tenant tenant, int count) {
    long most = here.applyAsLong(tenant.quotas());
    Count now = change(tenant, before -> sum(before, count, most));
    long mostOfAll = everywhere.applyAsLong(tenant.quotas());
    if (now.others().toCompletableFuture().join() > mostOfAll - now.here()) {
      release(tenant, count);
      throw exceeded(mostOfAll);
    }
  }

  /** Gives places back that were taken. */
  public void release(Tenant tenant, int count) {
    var _ = change(tenant, before -> Math.max(0, before - count));
  }

  /** Returns the number of places that a tenant has taken here. */
  public long taken(Tenant tenant) {
    Count count = taken.get(tenant.id());
    return count == null ? 0 : count.here();
  }

  /** Changes the count, and publishes it to the other nodes in the same order. */
  private Count change(Tenant tenant, LongUnaryOperator change) {
    AtomicReference<Count> changed = new AtomicReference<>();
    taken.compute(
        tenant.id(),
        (id, before) -> {
          Count now = count(tenant, change.applyAsLong(before == null ? 0 : before.here()));
          changed.set(now);
          return now.here() == 0 ? null : now;
        });
    return Objects.requireNonNull(changed.get());
  }

  private Count count(Tenant tenant, long now) {
    boolean alone = everywhere.applyAsLong(tenant.quotas()) == TenantQuotas.UNLIMITED;
    return new Count(now, (alone ? OtherNodes.NONE : others).tell(quota, tenant.id(), now));
  }

  private long sum(long now, int count, long most) {
    if (count > most - now) {
      throw exceeded(most);
    }
    return now + count;
  }

  private QuotaExceededException exceeded(long most) {
    return new QuotaExceededException(Allowance.exhausted(quota, most));
  }
}
