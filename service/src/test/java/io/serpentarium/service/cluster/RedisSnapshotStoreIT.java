package io.serpentarium.service.cluster;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.snapshot.SnapshotStoreContract;
import io.serpentarium.service.testing.ScriptedSandbox;

/** {@link RedisSnapshots} as its port wants it; {@link RedisSnapshotsIT} has the rest. */
class RedisSnapshotStoreIT extends RedisFixture implements SnapshotStoreContract {

  private static final long PLENTY = 1 << 20;

  @Override
  public SnapshotStore store() {
    return new RedisSnapshots(
        link(),
        RedisSealTest.seal(),
        new ScriptedSandbox(),
        POLICY,
        new Sharing(false),
        Ledger.of(new Sharing(false), PLENTY, PLENTY));
  }
}
