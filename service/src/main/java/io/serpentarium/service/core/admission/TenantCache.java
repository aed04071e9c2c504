package io.serpentarium.service.core.admission;

import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values kept for tenants in this process's memory for a while: counted in the tenant's part of the
 * ledger, each tenant's up to a number and a size beyond which its oldest are evicted. Thread-safe;
 * never blocks.
 *
 * @param <T> the type of values, which must not change once cached
 */
public final class TenantCache<T> {

  private final Ledger ledger;
  private final Clock clock;
  private final Duration kept;
  private final int mostEntries;
  private final long mostBytes;
  private final Map<String, Shelf<T>> shelves = new HashMap<>();

  private record Entry<T>(T value, long bytes, Instant until) {}

  /** One tenant's values, oldest first. */
  private static final class Shelf<T> {

    final Map<String, Entry<T>> entries = new LinkedHashMap<>();
    final Tenant tenant;
    long bytes;

    Shelf(Tenant tenant) {
      this.tenant = tenant;
    }
  }

  /**
   * @param kept the time for which a value is kept after it was put or replaced
   * @param mostEntries the most entries of a tenant
   * @param mostBytes the most bytes of a tenant
   */
  public TenantCache(Ledger ledger, Clock clock, Duration kept, int mostEntries, long mostBytes) {
    this.ledger = ledger;
    this.clock = clock;
    this.kept = kept;
    this.mostEntries = mostEntries;
    this.mostBytes = mostBytes;
  }

  /**
   * Puts a value, replacing one with its key.
   *
   * @param bytes the bytes of heap that it takes
   * @throws QuotaExceededException if the tenant has its share of the ledger, or the value alone is
   *     larger than a tenant's part of the cache
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if all of the heap is promised
   */
  public synchronized void put(Tenant tenant, String key, T value, long bytes) {
    if (bytes > mostBytes) {
      throw new QuotaExceededException(Allowance.exhausted(Quota.MEMORY, mostBytes));
    }
    Shelf<T> shelf = shelves.computeIfAbsent(tenant.id(), id -> new Shelf<>(tenant));
    remove(shelf, key);
    makeRoom(shelf, 1, bytes);
    try {
      ledger.acquire(Space.HEAP, tenant, Owner.REQUEST, bytes);
    } catch (RuntimeException e) {
      forgetIfEmpty(shelf);
      throw e;
    }
    keep(shelf, key, value, bytes);
  }

  /** Replaces the value of a key, unless that is gone. */
  public synchronized void replace(Tenant tenant, String key, T value, long bytes) {
    Shelf<T> shelf = shelves.get(tenant.id());
    if (shelf != null && shelf.entries.containsKey(key)) {
      remove(shelf, key);
      ledger.acquireUnchecked(Space.HEAP, tenant, Owner.REQUEST, bytes);
      keep(shelf, key, value, bytes);
      makeRoom(shelf, 0, 0);
      forgetIfEmpty(shelf);
    }
  }

  /** Returns a tenant's value under a key. */
  public synchronized Optional<T> get(Tenant tenant, String key) {
    return Optional.ofNullable(shelves.get(tenant.id()))
        .map(shelf -> shelf.entries.get(key))
        .filter(entry -> clock.instant().isBefore(entry.until()))
        .map(Entry::value);
  }

  /** Removes and returns a tenant's value under a key. */
  public synchronized Optional<T> remove(Tenant tenant, String key) {
    Optional<T> found = get(tenant, key);
    @Nullable Shelf<T> shelf = shelves.get(tenant.id());
    if (shelf != null) {
      remove(shelf, key);
      forgetIfEmpty(shelf);
    }
    return found;
  }

  /** Evicts expired values; to be called every few seconds. */
  public synchronized void expire() {
    Instant now = clock.instant();
    Iterator<Shelf<T>> all = shelves.values().iterator();
    while (all.hasNext()) {
      Shelf<T> shelf = all.next();
      for (String key : expired(shelf, now)) {
        remove(shelf, key);
      }
      if (shelf.entries.isEmpty()) {
        all.remove();
      }
    }
  }

  private static <T> Iterable<String> expired(Shelf<T> shelf, Instant now) {
    return shelf.entries.entrySet().stream()
        .takeWhile(entry -> !now.isBefore(entry.getValue().until()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void keep(Shelf<T> shelf, String key, T value, long bytes) {
    shelf.entries.put(key, new Entry<>(value, bytes, clock.instant().plus(kept)));
    shelf.bytes += bytes;
  }

  private void makeRoom(Shelf<T> shelf, int moreEntries, long moreBytes) {
    while (!shelf.entries.isEmpty()
        && (shelf.entries.size() + moreEntries > mostEntries
            || shelf.bytes + moreBytes > mostBytes)) {
      remove(shelf, shelf.entries.keySet().iterator().next());
    }
  }

  private void remove(Shelf<T> shelf, String key) {
    Entry<T> removed = shelf.entries.remove(key);
    if (removed != null) {
      shelf.bytes -= removed.bytes();
      ledger.release(Space.HEAP, shelf.tenant, Owner.REQUEST, removed.bytes());
    }
  }

  private void forgetIfEmpty(Shelf<T> shelf) {
    if (shelf.entries.isEmpty()) {
      shelves.remove(shelf.tenant.id());
    }
  }
}
