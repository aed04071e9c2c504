package io.serpentarium.service.core.snapshot;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.tenancy.Tenant;

/** A snapshot, whose it is, and what clients see of it. */
public record KeptSnapshot(Tenant owner, SnapshotInfo info, Snapshot state) {

  /** Returns whether a tenant owns the snapshot. */
  boolean isOf(Tenant tenant) {
    return owner.id().equals(tenant.id());
  }
}
