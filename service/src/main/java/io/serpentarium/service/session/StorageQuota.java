package io.serpentarium.service.session;

import io.serpentarium.service.quota.Allowance;
import io.serpentarium.service.quota.Quota;
import io.serpentarium.service.quota.QuotaExceededException;
import io.serpentarium.service.tenancy.Tenant;
import io.serpentarium.service.tenancy.TenantQuotas;
import org.springframework.stereotype.Component;

/**
 * Holds each tenant to the bytes that it may store, in snapshots and in files of its sessions. What
 * its programs write themselves is bounded by the disk limit of their sessions, and counts here.
 */
@Component
final class StorageQuota {

  private final SessionRegistry sessions;
  private final SnapshotRegistry snapshots;

  StorageQuota(SessionRegistry sessions, SnapshotRegistry snapshots) {
    this.sessions = sessions;
    this.snapshots = snapshots;
  }

  /**
   * Lets a tenant store so many bytes more.
   *
   * @throws QuotaExceededException when it may not
   */
  void require(Tenant tenant, long bytes) {
    long most = tenant.quotas().storedBytes();
    if (most != TenantQuotas.UNLIMITED && bytes > most - stored(tenant)) {
      throw new QuotaExceededException(Allowance.exhausted(Quota.STORAGE, most));
    }
  }

  private long stored(Tenant tenant) {
    long inFiles = sessions.living(tenant).mapToLong(session -> session.files().usedBytes()).sum();
    return inFiles + snapshots.bytes(tenant);
  }
}
