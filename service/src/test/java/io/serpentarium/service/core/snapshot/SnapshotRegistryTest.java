package io.serpentarium.service.core.snapshot;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

final class SnapshotRegistryTest implements SnapshotStoreContract {

  private final SnapshotStore store = new SnapshotRegistry(POLICY, new SimpleMeterRegistry());

  @Override
  public SnapshotStore store() {
    return store;
  }
}
