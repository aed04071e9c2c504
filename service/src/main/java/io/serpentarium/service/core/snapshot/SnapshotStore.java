package io.serpentarium.service.core.snapshot;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;

/** The port to where snapshots are kept that clients take. Thread-safe; may block for a second. */
public interface SnapshotStore {

  /**
   * Refuses early when there is no place for one more; throws as {@link #add} does.
   *
   * @param tenant who wants to keep it
   */
  void requirePlace(Tenant tenant);

  /**
   * Keeps one.
   *
   * @throws ServiceFailure with {@link FailureCode#SNAPSHOTS_FULL} when there is no place for it
   * @throws io.serpentarium.service.core.admission.QuotaExceededException when its owner has its
   *     share of the places or of their bytes
   */
  KeptSnapshot add(KeptSnapshot snapshot);

  /**
   * What a tenant's snapshot of this id is.
   *
   * @throws ServiceFailure with {@link FailureCode#SNAPSHOT_NOT_FOUND} when there is none
   */
  SnapshotInfo info(Tenant tenant, String id);

  /** The state itself, for the caller to close; throws likewise. */
  Snapshot find(Tenant tenant, String id);

  /** Forgets one; sessions that were made of it live on. Throws likewise. */
  void remove(Tenant tenant, String id);

  /** Bytes of a tenant's snapshots. */
  long bytes(Tenant tenant);
}
