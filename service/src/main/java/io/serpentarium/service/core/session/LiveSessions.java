package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes the sessions of this node, and ends them for all nodes. Thread-safe. */
@Component
public final class LiveSessions {

  private final SessionRegistry registry;
  private final SessionKeeping keeping;
  private final Sandbox sandbox;
  private final ExecutionStarter starter;
  private final SessionMeters meters;
  private final Ids ids;
  private final Clock clock;

  LiveSessions(
      SessionRegistry registry,
      SessionKeeping keeping,
      Sandbox sandbox,
      ExecutionStarter starter,
      SessionMeters meters,
      Ids ids,
      Clock clock) {
    this.registry = registry;
    this.keeping = keeping;
    this.sandbox = sandbox;
    this.starter = starter;
    this.meters = meters;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Makes a session if there is a place; only then it is opened. May block for a second.
   *
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if every place is taken, or the node
   *     stops
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant has as many
   *     as it may
   * @throws DirectoryAwayException if it cannot be made known to the other nodes
   */
  LiveSession create(Tenant owner, Supplier<LiveSession> open) {
    return createAll(owner, 1, () -> List.of(open.get())).getFirst();
  }

  /** Makes copies of a session, all or none; throws as {@link #create} does. */
  List<LiveSession> fork(Tenant owner, LiveSession parent, int count) {
    return createAll(
        owner,
        count,
        () ->
            parent.use().fork(count).stream()
                .map(copy -> live(parent.terms().copy(ids.session(), clock.instant()), copy))
                .toList());
  }

  private List<LiveSession> createAll(Tenant owner, int count, Supplier<List<LiveSession>> open) {
    List<LiveSession> opened = registry.add(owner, count, open);
    try {
      register(owner, opened);
      return opened;
    } catch (RuntimeException e) {
      opened.forEach(registry::release);
      opened.forEach(session -> session.close(CloseReason.DELETED));
      throw e;
    }
  }

  private void register(Tenant owner, List<LiveSession> opened) {
    keeping
        .placement()
        .register(owner, opened.stream().map(session -> session.state().record()).toList());
    try {
      opened.forEach(session -> session.state().changed());
    } catch (RuntimeException e) {
      opened.forEach(session -> session.state().forget());
      throw e;
    }
  }

  /** Returns the place of a session that is made now, with an id of its own. */
  Cursor newcomer() {
    return new Cursor(clock.instant(), ids.session());
  }

  /** Creates a live session from one of the sandbox, which it owns from now on, and its terms. */
  LiveSession live(SessionTerms terms, Session session) {
    return new LiveSession(terms, session, clock, starter, meters, keeping);
  }

  /**
   * Goes on with a session of another node; may block for a second.
   *
   * @param epoch the fencing number with which this node holds the session
   * @param state the state that its node has captured, which is read part by part and not closed
   * @throws io.serpentarium.sandbox.SnapshotException if the state cannot be used here
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if there is no room
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no memory for it
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant has as many
   *     sessions, or as much of the heap, as it may
   * @throws UncheckedIOException if the state cannot be read
   */
  public void adopt(Tenant owner, SessionRecord record, long epoch, InputStream state) {
    SessionOptions options =
        options(owner, record.limits())
            .withHistory(record.history())
            .withCheckpoints(record.checkpoint() == Checkpoint.AFTER_EXECUTION);
    registry.adopt(
        owner,
        () -> {
          try (Snapshot snapshot = read(owner, state, options)) {
            return live(SessionTerms.of(owner, record, epoch), sandbox.open(options, snapshot));
          }
        });
  }

  /** Returns how sessions of a tenant are opened, so that the tenant pays for them. */
  SessionOptions options(Tenant owner, Limits limits) {
    return starter.options(owner, limits);
  }

  /**
   * Runs work with a tenant's code outside of executions if the tenant has CPU time left. Fails
   * with {@link io.serpentarium.service.core.admission.QuotaExceededException}.
   */
  <T> Mono<T> ifAffordable(Tenant owner, Mono<T> work) {
    return starter.ifAffordable(owner, work);
  }

  private Snapshot read(Tenant owner, InputStream state, SessionOptions options) {
    try (HeapHolding holding = keeping.ledger().open(owner, Owner.TRANSFER)) {
      holding.acquire(StateKeeper.TRANSFER_BYTES);
      return sandbox.importSnapshot(
          state,
          SnapshotImport.ofAnybody()
              .withAccount(options.account())
              .withOwner(options.share().owner()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends a session, on all nodes.
   *
   * @throws ServiceFailure with {@link FailureCode#SESSION_NOT_FOUND} if there is none of this id
   */
  void end(String id, CloseReason reason) {
    LiveSession session = registry.remove(id);
    session.close(reason);
    session.state().forget();
  }
}
