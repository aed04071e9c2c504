package io.serpentarium.service.core.snapshot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.HashMap;
import java.util.Map;

/** Snapshots in this process's memory, up to a number and a size. Thread-safe. */
public final class SnapshotRegistry implements SnapshotStore {

  private final SnapshotPolicy policy;
  private final Map<String, KeptSnapshot> byId = new HashMap<>();
  private long bytes;

  public SnapshotRegistry(SnapshotPolicy policy, MeterRegistry registry) {
    this.policy = policy;
    Gauge.builder("serpentarium.snapshots", this, SnapshotRegistry::count)
        .description("Snapshots that clients keep")
        .register(registry);
    Gauge.builder("serpentarium.snapshots.size", this, SnapshotRegistry::bytes)
        .baseUnit("bytes")
        .description("Size of the snapshots that clients keep")
        .register(registry);
  }

  @Override
  public synchronized void requirePlace() {
    if (byId.size() >= policy.maximum() || bytes >= policy.totalBytes()) {
      throw new SnapshotsFullException();
    }
  }

  @Override
  public synchronized KeptSnapshot add(KeptSnapshot snapshot) {
    requirePlace();
    if (snapshot.info().sizeBytes() > policy.totalBytes() - bytes) {
      throw new SnapshotsFullException();
    }
    byId.put(snapshot.info().id(), snapshot);
    bytes += snapshot.info().sizeBytes();
    return snapshot;
  }

  @Override
  public synchronized SnapshotInfo info(Tenant tenant, String id) {
    return kept(tenant, id).info();
  }

  @Override
  public synchronized Snapshot find(Tenant tenant, String id) {
    return kept(tenant, id).state();
  }

  private KeptSnapshot kept(Tenant tenant, String id) {
    KeptSnapshot found = byId.get(id);
    if (found == null || !found.isOf(tenant)) {
      throw new SnapshotNotFoundException();
    }
    return found;
  }

  @Override
  public synchronized void remove(Tenant tenant, String id) {
    bytes -= kept(tenant, id).info().sizeBytes();
    byId.remove(id);
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

  private synchronized long bytes() {
    return bytes;
  }
}
