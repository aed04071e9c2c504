package io.serpentarium.service.core.snapshot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.FairShares;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.HashMap;
import java.util.Map;

/** Snapshots in this process's memory, up to a number and a size. Thread-safe. */
public final class SnapshotRegistry implements SnapshotStore {

  private final Map<String, KeptSnapshot> byId = new HashMap<>();
  private final FairShares places;
  private final FairShares room;

  public SnapshotRegistry(SnapshotPolicy policy, Sharing sharing, MeterRegistry registry) {
    places = sharing.of(Quota.SNAPSHOTS, policy.maximum());
    room = sharing.of(Quota.SNAPSHOTS, policy.totalBytes());
    Gauge.builder("serpentarium.snapshots", this, SnapshotRegistry::count)
        .description("Snapshots that clients keep")
        .register(registry);
    Gauge.builder("serpentarium.snapshots.size", this, SnapshotRegistry::bytes)
        .baseUnit("bytes")
        .description("Size of the snapshots that clients keep")
        .register(registry);
  }

  @Override
  public synchronized void requirePlace(Tenant tenant) {
    acquire(tenant, 1);
    release(tenant, 1);
  }

  private void acquire(Tenant tenant, long bytes) {
    places.acquire(tenant, 1, () -> new ServiceFailure(FailureCode.STORAGE_FULL));
    try {
      room.acquire(tenant, bytes, () -> new ServiceFailure(FailureCode.STORAGE_FULL));
    } catch (RuntimeException e) {
      places.release(tenant, 1);
      throw e;
    }
  }

  private void release(Tenant tenant, long bytes) {
    room.release(tenant, bytes);
    places.release(tenant, 1);
  }

  @Override
  public synchronized KeptSnapshot add(KeptSnapshot snapshot) {
    acquire(snapshot.owner(), snapshot.info().sizeBytes());
    byId.put(snapshot.info().id(), snapshot);
    return snapshot;
  }

  @Override
  public synchronized SnapshotInfo info(Tenant tenant, String id) {
    return kept(tenant, id).info();
  }

  @Override
  public synchronized Snapshot find(Tenant tenant, String id) {
    return kept(tenant, id).state().share();
  }

  private KeptSnapshot kept(Tenant tenant, String id) {
    KeptSnapshot found = byId.get(id);
    if (found == null || !found.isOf(tenant)) {
      throw new ServiceFailure(FailureCode.SNAPSHOT_NOT_FOUND);
    }
    return found;
  }

  @Override
  public void remove(Tenant tenant, String id) {
    removed(tenant, id).state().close();
  }

  private synchronized KeptSnapshot removed(Tenant tenant, String id) {
    KeptSnapshot removed = kept(tenant, id);
    release(tenant, removed.info().sizeBytes());
    byId.remove(id);
    return removed;
  }

  @Override
  public synchronized long bytes(Tenant tenant) {
    return byId.values().stream()
        .filter(snapshot -> snapshot.isOf(tenant))
        .mapToLong(snapshot -> snapshot.info().sizeBytes())
        .sum();
  }

  private synchronized int count() {
    return byId.size();
  }

  private long bytes() {
    return room.held();
  }
}
