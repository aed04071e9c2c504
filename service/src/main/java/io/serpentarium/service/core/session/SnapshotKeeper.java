package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.snapshot.KeptSnapshot;
import io.serpentarium.service.core.snapshot.SnapshotInfo;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives captured states an id and a place in the store, within their tenant's storage. */
@Component
final class SnapshotKeeper {

  private final SnapshotStore snapshots;
  private final StorageQuota storage;
  private final Ids ids;
  private final Clock clock;

  SnapshotKeeper(SnapshotStore snapshots, StorageQuota storage, Ids ids, Clock clock) {
    this.snapshots = snapshots;
    this.storage = storage;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Keeps a state, and closes it if it cannot be kept.
   *
   * @param sessionId the id of the session that had it, or null if it was uploaded
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant's storage
   *     has no room for it
   */
  KeptSnapshot keep(Tenant tenant, Snapshot state, @Nullable String sessionId) {
    try {
      storage.require(tenant, state.sizeBytes());
      SnapshotInfo info =
          new SnapshotInfo(ids.snapshot(), sessionId, state.sizeBytes(), clock.instant());
      return snapshots.add(new KeptSnapshot(tenant, info, state));
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }
}
