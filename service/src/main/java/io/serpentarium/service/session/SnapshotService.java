package io.serpentarium.service.session;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.execution.Ids;
import io.serpentarium.service.execution.Workers;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Captures the states of sessions, keeps them, and puts them back.
 *
 * <p>Whatever names a session or a snapshot fails with {@link SessionNotFoundException}, {@link
 * io.serpentarium.sandbox.SessionLostException} or {@link SnapshotNotFoundException}; a session
 * that executes fails with {@link io.serpentarium.sandbox.SessionBusyException}.
 */
@Service
public final class SnapshotService {

  private final SessionRegistry sessions;
  private final SnapshotRegistry snapshots;
  private final Workers workers;
  private final Ids ids;
  private final Clock clock;

  SnapshotService(
      SessionRegistry sessions, SnapshotRegistry snapshots, Workers workers, Ids ids, Clock clock) {
    this.sessions = sessions;
    this.snapshots = snapshots;
    this.workers = workers;
    this.ids = ids;
    this.clock = clock;
  }

  /** Captures the state of a session. Fails with {@link SnapshotsFullException} as well. */
  public Mono<SnapshotInfo> capture(String sessionId) {
    return workers.call(
        SnapshotInfo.class,
        () -> captureNow(sessions.find(sessionId)).info(),
        orphan -> snapshots.remove(orphan.id()));
  }

  /** Shows a snapshot. */
  public Mono<SnapshotInfo> get(String id) {
    return Mono.fromSupplier(() -> snapshots.find(id).info());
  }

  /** Forgets a snapshot. */
  public Mono<Void> delete(String id) {
    return Mono.fromRunnable(() -> snapshots.remove(id));
  }

  /** Puts a state in the place of a session's own. */
  public Mono<SessionInfo> restore(String sessionId, String snapshotId) {
    return workers.call(
        () -> {
          LiveSession session = sessions.find(sessionId).use();
          session.restore(snapshots.find(snapshotId).state());
          return session.info();
        });
  }

  /**
   * Makes independent copies of a session, all or none. Fails with {@link
   * io.serpentarium.sandbox.SandboxSaturatedException} as well.
   *
   * @param count 1 or more
   */
  public Mono<Forks> fork(String sessionId, int count) {
    return workers.call(Forks.class, () -> forkNow(sessionId, count), this::endUnheard);
  }

  private Forks forkNow(String sessionId, int count) {
    LiveSession parent = sessions.find(sessionId).use();
    List<LiveSession> copies = sessions.addAll(count, () -> parent.fork(count, ids::session));
    return new Forks(copies.stream().map(LiveSession::info).toList());
  }

  private void endUnheard(Forks forks) {
    workers.runUnheard(
        () ->
            forks
                .sessions()
                .forEach(copy -> sessions.remove(copy.id()).close(CloseReason.DELETED)));
  }

  private KeptSnapshot captureNow(LiveSession session) {
    snapshots.requirePlace();
    Snapshot state = session.use().snapshot();
    SnapshotInfo info =
        new SnapshotInfo(ids.snapshot(), session.id(), state.sizeBytes(), clock.instant());
    return snapshots.add(new KeptSnapshot(info, state));
  }
}
