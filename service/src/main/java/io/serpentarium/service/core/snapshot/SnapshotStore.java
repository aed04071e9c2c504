package io.serpentarium.service.core.snapshot;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;

/** The port to the store of clients' snapshots. Thread-safe; may block for a second. */
public interface SnapshotStore {

  /**
   * Refuses early if there is no place for one more snapshot; throws as {@link #add} does.
   *
   * @param tenant the owner-to-be
   */
  void requirePlace(Tenant tenant);

  /**
   * Keeps one.
   *
   * @throws ServiceFailure with {@link FailureCode#STORAGE_FULL} if there is no place for it
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if its owner has its
   *     share of the places or of their bytes
   */
  KeptSnapshot add(KeptSnapshot snapshot);

  /**
   * Returns the facts about a tenant's snapshot.
   *
   * @throws ServiceFailure with {@link FailureCode#SNAPSHOT_NOT_FOUND} if there is none
   */
  SnapshotInfo info(Tenant tenant, String id);

  /** Returns the state itself, for the caller to close; throws as {@link #info} does. */
  Snapshot find(Tenant tenant, String id);

  /** Removes a snapshot; sessions made from it live on. Throws as {@link #info} does. */
  void remove(Tenant tenant, String id);

  /** Returns the bytes of a tenant's snapshots. */
  long bytes(Tenant tenant);
}
