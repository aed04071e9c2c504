package io.serpentarium.service.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.tenancy.Tenant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The snapshots of this node, up to a number and a size. Thread-safe. */
@Component
final class SnapshotRegistry {

  private final SnapshotPolicy policy;
  private final Map<String, KeptSnapshot> byId = new HashMap<>();
  private long bytes;

  SnapshotRegistry(SnapshotPolicy policy, MeterRegistry registry) {
    this.policy = policy;
    Gauge.builder("serpentarium.snapshots", this, SnapshotRegistry::count)
        .description("Snapshots that clients keep")
        .register(registry);
    Gauge.builder("serpentarium.snapshots.size", this, SnapshotRegistry::bytes)
        .baseUnit("bytes")
        .description("Size of the snapshots that clients keep")
        .register(registry);
  }

  /**
   * Refuses early when there is no place for one more.
   *
   * @throws SnapshotsFullException then
   */
  synchronized void requirePlace() {
    if (byId.size() >= policy.maximum() || bytes >= policy.totalBytes()) {
      throw new SnapshotsFullException();
    }
  }

  /**
   * Keeps one.
   *
   * @throws SnapshotsFullException when there is no place for it
   */
  synchronized KeptSnapshot add(KeptSnapshot snapshot) {
    requirePlace();
    if (snapshot.info().sizeBytes() > policy.totalBytes() - bytes) {
      throw new SnapshotsFullException();
    }
    byId.put(snapshot.info().id(), snapshot);
    bytes += snapshot.info().sizeBytes();
    return snapshot;
  }

  /**
   * A tenant's snapshot of this id.
   *
   * @throws SnapshotNotFoundException when there is none
   */
  synchronized KeptSnapshot find(Tenant tenant, String id) {
    KeptSnapshot found = byId.get(id);
    if (found == null || !found.isOf(tenant)) {
      throw new SnapshotNotFoundException();
    }
    return found;
  }

  /**
   * Forgets one; sessions that were made of it live on.
   *
   * @throws SnapshotNotFoundException when there is none
   */
  synchronized void remove(Tenant tenant, String id) {
    bytes -= find(tenant, id).info().sizeBytes();
    byId.remove(id);
  }

  /** Bytes of a tenant's snapshots. */
  synchronized long bytes(Tenant tenant) {
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
