package io.serpentarium.service.core.snapshot;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.tenancy.Tenant;

/** A snapshot with its owner and the facts that clients see. */
public record KeptSnapshot(Tenant owner, SnapshotInfo info, Snapshot state) {

  /** Returns whether a tenant owns the snapshot. */
  boolean isOf(Tenant tenant) {
    return owner.id().equals(tenant.id());
  }
}
