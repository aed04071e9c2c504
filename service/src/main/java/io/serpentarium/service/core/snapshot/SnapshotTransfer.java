package io.serpentarium.service.core.snapshot;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.service.core.admission.FairShares;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Exports snapshots to bytes and imports them, a few at a time: a small upload may unpack to
 * hundreds of mebibytes. Thread-safe; its methods may block for a second.
 */
public @Component final class SnapshotTransfer {

  /**
   * The most simultaneous transfers: one for each processor, so that no tenant takes all of them.
   */
  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Sandbox sandbox;
  private final SnapshotPolicy policy;
  private final LimitPolicy limits;
  private final Ledger ledger;
  private final Keys keys;
  private final FairShares places;

  /** Finds the keys that tenants' snapshots are signed with. */
  @FunctionalInterface
  public interface Keys {

    /** Returns a tenant's; empty where there are no tenants. */
    Optional<SnapshotKey> of(Tenant tenant);
  }

  public SnapshotTransfer(
      Sandbox sandbox,
      SnapshotPolicy policy,
      LimitPolicy limits,
      Sharing sharing,
      Ledger ledger,
      Keys keys) {
    places = sharing.of(Quota.TRANSFERS, AT_ONCE);
    this.sandbox = sandbox;
    this.policy = policy;
    this.limits = limits;
    this.ledger = ledger;
    this.keys = keys;
  }

  /**
   * Returns the bytes of a snapshot, signed for its tenant.
   *
   * @param holding the holding of the request
   * @throws QuotaExceededException if the tenant has its share of the heap, or of transfers under
   *     way
   * @throws ServiceFailure with {@link FailureCode#SNAPSHOT_TOO_LARGE} if they are too many
   * @throws SandboxSaturatedException while others are under way
   */
  public FileBytes bytesOf(Tenant tenant, Snapshot snapshot, HeapHolding holding) {
    return withPlace(tenant, () -> exported(tenant, snapshot, holding));
  }

  /**
   * Imports a snapshot, which its tenant pays for. The bytes are decoded as far as the tenant's
   * highest limits allow, and only if the tenant exported them or may import others' snapshots.
   *
   * @throws SnapshotException if the bytes are no snapshot for this node or this tenant
   * @throws MemoryRefusedException if there is no room for the snapshot
   * @throws QuotaExceededException if the tenant's share of transfers is under way
   * @throws SandboxSaturatedException while others are under way
   */
  public Snapshot snapshotOf(Tenant tenant, StagedBytes bytes) {
    return withPlace(tenant, () -> imported(tenant, bytes));
  }

  private <T> T withPlace(Tenant tenant, Supplier<T> transfer) {
    places.acquire(
        tenant,
        1,
        () ->
            new SandboxSaturatedException(
                "%d snapshot transfers are in progress".formatted(AT_ONCE)));
    try {
      return transfer.get();
    } finally {
      places.release(tenant, 1);
    }
  }

  private FileBytes exported(Tenant tenant, Snapshot snapshot, HeapHolding holding) {
    StagedBytes bytes = new StagedBytes();
    try {
      OutputStream out = bytes.appender(holding, policy.contentBytes());
      Optional<SnapshotKey> key = keys.of(tenant);
      if (key.isPresent()) {
        snapshot.export(out, key.get());
      } else {
        snapshot.export(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private Snapshot imported(Tenant tenant, StagedBytes bytes) {
    try {
      return sandbox.importSnapshot(bytes.stream(), options(tenant));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SnapshotImport options(Tenant tenant) {
    SnapshotImport anybodys =
        SnapshotImport.ofAnybody()
            .withLimits(limits.of(tenant).maximum())
            .withAccount(ledger.account(tenant))
            .withOwner(tenant.id());
    return tenant.foreignSnapshots()
        ? anybodys
        : keys.of(tenant).map(anybodys::signedBy).orElse(anybodys);
  }
}
