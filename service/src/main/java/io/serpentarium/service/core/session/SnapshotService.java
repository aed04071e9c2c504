package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.snapshot.KeptSnapshot;
import io.serpentarium.service.core.snapshot.SnapshotInfo;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.snapshot.SnapshotTransfer;
import io.serpentarium.service.core.snapshot.StagedBytes;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Captures the states of sessions, keeps them, and puts them back.
 *
 * <p>Whatever names a session or a snapshot fails with {@link FailureCode#SESSION_NOT_FOUND},
 * {@link io.serpentarium.sandbox.SessionLostException} or {@link FailureCode#SNAPSHOT_NOT_FOUND}; a
 * session that executes fails with {@link io.serpentarium.sandbox.SessionBusyException}.
 */
@Service
public final class SnapshotService {

  private final SessionRegistry sessions;
  private final LiveSessions live;
  private final SnapshotStore snapshots;
  private final SnapshotTransfer transfer;
  private final SnapshotKeeper keeper;
  private final StorageQuota storage;
  private final Workers workers;

  SnapshotService(
      SessionRegistry sessions,
      LiveSessions live,
      SnapshotStore snapshots,
      SnapshotTransfer transfer,
      SnapshotKeeper keeper,
      StorageQuota storage,
      Workers workers) {
    this.sessions = sessions;
    this.live = live;
    this.snapshots = snapshots;
    this.transfer = transfer;
    this.keeper = keeper;
    this.storage = storage;
    this.workers = workers;
  }

  /** Captures the state of a session. Fails with {@link FailureCode#STORAGE_FULL} as well. */
  public Mono<SnapshotInfo> capture(String sessionId) {
    return CurrentTenant.with(
        tenant ->
            workers
                .bulk()
                .call(
                    SnapshotInfo.class,
                    () -> captureNow(tenant, sessions.find(tenant, sessionId)).info(),
                    orphan -> removeUnheard(tenant, orphan)));
  }

  /** Shows a snapshot. */
  public Mono<SnapshotInfo> get(String id) {
    return CurrentTenant.with(tenant -> workers.call(() -> snapshots.info(tenant, id)));
  }

  /**
   * A snapshot as bytes that {@link #add} takes; the current request holds them. Fails with {@link
   * FailureCode#SNAPSHOT_TOO_LARGE} and {@link
   * io.serpentarium.service.core.admission.QuotaExceededException}.
   */
  public Mono<FileBytes> content(String id) {
    return CurrentTenant.with(
        tenant ->
            Mono.deferContextual(
                context -> {
                  HeapHolding holding = HeapHolding.of(context);
                  return workers
                      .bulk()
                      .call(
                          () -> {
                            try (Snapshot found = snapshots.find(tenant, id)) {
                              return transfer.bytesOf(tenant, found, holding);
                            }
                          });
                }));
  }

  /**
   * Keeps a snapshot that comes from outside, in parts. Fails with {@link
   * io.serpentarium.sandbox.SnapshotException} and {@link FailureCode#STORAGE_FULL}.
   */
  public Mono<SnapshotInfo> add(Flux<byte[]> parts) {
    return staged(parts).flatMap(this::add);
  }

  private static Mono<StagedBytes> staged(Flux<byte[]> parts) {
    return parts.collect(StagedBytes::new, StagedBytes::append);
  }

  private Mono<SnapshotInfo> add(StagedBytes content) {
    return CurrentTenant.with(
        tenant ->
            workers
                .bulk()
                .call(
                    SnapshotInfo.class,
                    () -> addNow(tenant, content).info(),
                    orphan -> removeUnheard(tenant, orphan)));
  }

  /** Forgets a snapshot. */
  public Mono<Void> delete(String id) {
    return CurrentTenant.with(tenant -> workers.run(() -> snapshots.remove(tenant, id)));
  }

  /**
   * Replaces a session's state. Fails with {@link
   * io.serpentarium.service.core.admission.QuotaExceededException} as well.
   */
  public Mono<SessionInfo> restore(String sessionId, String snapshotId) {
    return CurrentTenant.with(
        tenant ->
            live.ifAffordable(
                tenant, workers.bulk().call(() -> restoreNow(tenant, sessionId, snapshotId))));
  }

  /**
   * Takes the last executions of a session back. Fails with {@link
   * io.serpentarium.sandbox.HistoryExceededException} as well.
   *
   * @param executions 1 or more
   */
  public Mono<SessionInfo> undo(String sessionId, int executions) {
    return CurrentTenant.with(
        tenant -> workers.bulk().call(() -> undoNow(tenant, sessionId, executions)));
  }

  /**
   * Makes independent copies of a session, all or none. Fails with {@link
   * io.serpentarium.sandbox.SandboxSaturatedException} as well.
   *
   * @param count 1 or more
   */
  public Mono<Forks> fork(String sessionId, int count) {
    return CurrentTenant.with(
        tenant ->
            live.ifAffordable(
                tenant,
                workers
                    .bulk()
                    .call(Forks.class, () -> forkNow(tenant, sessionId, count), this::endUnheard)));
  }

  private void removeUnheard(Tenant tenant, SnapshotInfo orphan) {
    workers.runUnheard(() -> snapshots.remove(tenant, orphan.id()));
  }

  private SessionInfo undoNow(Tenant tenant, String sessionId, int executions) {
    LiveSession session = sessions.find(tenant, sessionId);
    session.use().undo(executions);
    return session.info();
  }

  private SessionInfo restoreNow(Tenant tenant, String sessionId, String snapshotId) {
    LiveSession session = sessions.find(tenant, sessionId);
    try (Snapshot state = snapshots.find(tenant, snapshotId)) {
      session.use().restore(state);
    }
    return session.info();
  }

  private Forks forkNow(Tenant tenant, String sessionId, int count) {
    LiveSession parent = sessions.find(tenant, sessionId);
    storage.require(tenant, count * parent.files().usedBytes());
    List<LiveSession> copies = live.fork(tenant, parent, count);
    return new Forks(copies.stream().map(LiveSession::info).toList());
  }

  private void endUnheard(Forks forks) {
    workers.runUnheard(
        () -> forks.sessions().forEach(copy -> live.end(copy.id(), CloseReason.DELETED)));
  }

  private KeptSnapshot captureNow(Tenant tenant, LiveSession session) {
    snapshots.requirePlace(tenant);
    return keeper.keep(tenant, session.use().snapshot(), session.id());
  }

  private KeptSnapshot addNow(Tenant tenant, StagedBytes content) {
    snapshots.requirePlace(tenant);
    return keeper.keep(tenant, transfer.snapshotOf(tenant, content), null);
  }

  /** Copies of a session that were made together. */
  public record Forks(List<SessionInfo> sessions) {}
}
