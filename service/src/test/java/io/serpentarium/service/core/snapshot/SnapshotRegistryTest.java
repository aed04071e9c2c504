package io.serpentarium.service.core.snapshot;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.service.core.admission.Sharing;

final class SnapshotRegistryTest implements SnapshotStoreContract {

  private final SnapshotStore store =
      new SnapshotRegistry(POLICY, new Sharing(false), new SimpleMeterRegistry());

  @Override
  public SnapshotStore store() {
    return store;
  }
}
