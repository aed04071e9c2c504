package io.serpentarium.service.core.execution;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.TenantCache;
import io.serpentarium.service.core.scheduling.Loop;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Clock;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Results in this process's memory, for which tenants pay in the ledger. Thread-safe. */
public final class LocalResults implements ResultStore, AutoCloseable {

  private static final Duration EXPIRY = Duration.ofSeconds(5);

  /** The heap bytes of a result in addition to its content. */
  private static final long BASE_BYTES = 512;

  private final TenantCache<byte[]> kept;
  private final Loop expiry;

  /**
   * @param mostResults the most results of a tenant
   * @param mostBytes the most bytes of a tenant's results
   */
  public LocalResults(Ledger ledger, Clock clock, Loops loops, int mostResults, long mostBytes) {
    kept = new TenantCache<>(ledger, clock, KEPT, mostResults, mostBytes);
    expiry = loops.start("results", EXPIRY, kept::expire);
  }

  @Override
  public void close() {
    expiry.close();
  }

  @Override
  public Mono<Void> put(Tenant tenant, String token, byte[] result) {
    return Mono.fromRunnable(() -> kept.put(tenant, token, result, cost(result)));
  }

  @Override
  public Mono<Void> replace(Tenant tenant, String token, byte[] result) {
    return Mono.fromRunnable(() -> kept.replace(tenant, token, result, cost(result)));
  }

  @Override
  public Mono<byte[]> find(Tenant tenant, String token) {
    return Mono.defer(() -> Mono.justOrEmpty(kept.get(tenant, token)));
  }

  @Override
  public Mono<Void> remove(Tenant tenant, String token) {
    return Mono.fromRunnable(() -> kept.remove(tenant, token));
  }

  private static long cost(byte[] result) {
    return BASE_BYTES + result.length;
  }
}
