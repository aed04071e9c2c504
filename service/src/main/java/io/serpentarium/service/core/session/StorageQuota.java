package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFileException.Reason;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.StoredBytes;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Holds each tenant to the bytes that it may store on all nodes, in snapshots, in files of its
 * sessions that some node has at hand, in files on their way there, and in all {@link StoredBytes}:
 * answers for idempotency keys, and states that are kept for other nodes. What its programs write
 * themselves is bounded by the disk limit of their sessions, and counts here.
 */
@Component
final class StorageQuota {

  private final SessionRegistry sessions;
  private final SnapshotStore snapshots;
  private final OtherNodes others;
  private final List<StoredBytes> kept;
  private final Arrivals ofTenants = new Arrivals();
  private final Arrivals ofSessions = new Arrivals();

  StorageQuota(
      SessionRegistry sessions,
      SnapshotStore snapshots,
      OtherNodes others,
      List<StoredBytes> kept) {
    this.sessions = sessions;
    this.snapshots = snapshots;
    this.others = others;
    this.kept = kept;
  }

  /**
   * Checks that a tenant may store a number of further bytes.
   *
   * @throws QuotaExceededException if it may not
   */
  void require(Tenant tenant, long bytes) {
    long most = tenant.quotas().storedBytes();
    if (most != TenantQuotas.UNLIMITED && bytes > most - stored(tenant)) {
      throw new QuotaExceededException(Allowance.exhausted(Quota.STORAGE, most));
    }
  }

  /**
   * Counts bytes that have arrived for a session, and are in none of its files yet; whether the
   * tenant may store as many, {@link #require} checks.
   *
   * @throws SessionFileException if more arrives for the session than its disk limit permits
   */
  void expect(Tenant tenant, LiveSession session, long bytes) {
    ofTenants.add(tenant.id(), bytes);
    if (ofSessions.add(session.id(), bytes) > session.limits().diskBytes()) {
      throw new SessionFileException(Reason.QUOTA_EXCEEDED, "more arrives than the disk holds");
    }
  }

  /** Counts them no more. */
  void expectNoMore(Tenant tenant, LiveSession session, long bytes) {
    ofTenants.remove(tenant.id(), bytes);
    ofSessions.remove(session.id(), bytes);
  }

  private long stored(Tenant tenant) {
    long inFiles = sessions.living(tenant).mapToLong(session -> session.files().usedBytes()).sum();
    long here = inFiles + ofTenants.of(tenant.id());
    long elsewhere = others.tell(Quota.STORAGE, tenant.id(), here).toCompletableFuture().join();
    long inStores = kept.stream().mapToLong(store -> store.bytes(tenant.id())).sum();
    return here + elsewhere + snapshots.bytes(tenant) + inStores;
  }

  /** Bytes that are on their way, by whose they are. Thread-safe. */
  static final class Arrivals {

    private final Map<String, Long> bytes = new ConcurrentHashMap<>();

    /** Adds some and gives how many there are then. */
    long add(String owner, long count) {
      return bytes.merge(owner, count, Long::sum);
    }

    /** Takes some away that were added. */
    void remove(String owner, long count) {
      bytes.computeIfPresent(owner, (key, now) -> now > count ? now - count : null);
    }

    long of(String owner) {
      return bytes.getOrDefault(owner, 0L);
    }
  }
}
