package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.HashMap;
import java.util.Map;

/**
 * Admits work while the Java heap has room for it: for what executions may write, for what requests
 * bring, and for answers that their clients have not read yet. Thread-safe; never blocks.
 */
public final class HeapGate {

  /** Output is held as text, and once more as what is sent. */
  private static final int COPIES = 2;

  private final long budget;
  private final long share;
  private final Map<String, Long> byTenant = new HashMap<>();
  private long held;

  /**
   * @param budget bytes that all tenants may have together
   * @param share bytes of them that one tenant may have
   */
  public HeapGate(long budget, long share) {
    this.budget = budget;
    this.share = share;
  }

  /** What so many bytes of output cost. */
  public static long output(long bytes) {
    return COPIES * bytes;
  }

  /** Begins to count what a request of a tenant holds. */
  public HeapHolding open(Tenant tenant) {
    return new HeapHolding(this, tenant);
  }

  /**
   * Promises so many bytes.
   *
   * @throws QuotaExceededException when the tenant has its share
   * @throws SandboxSaturatedException when all is promised
   */
  public synchronized void acquire(Tenant tenant, long bytes) {
    if (bytes > share - byTenant.getOrDefault(tenant.id(), 0L)) {
      throw new QuotaExceededException(Allowance.exhausted(Quota.MEMORY, share));
    }
    if (bytes > budget - held) {
      throw new SandboxSaturatedException("the heap is promised to others");
    }
    acquireUnchecked(tenant, bytes);
  }

  /** Counts bytes that are there already, whether there is room or not. */
  public synchronized void acquireUnchecked(Tenant tenant, long bytes) {
    byTenant.merge(tenant.id(), bytes, Long::sum);
    held += bytes;
  }

  /** Counts bytes no more. */
  public synchronized void release(Tenant tenant, long bytes) {
    byTenant.computeIfPresent(tenant.id(), (id, now) -> now > bytes ? now - bytes : null);
    held -= bytes;
  }

  /** Bytes that are counted now. */
  public synchronized long held() {
    return held;
  }
}
