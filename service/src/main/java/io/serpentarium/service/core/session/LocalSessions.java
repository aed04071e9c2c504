package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Share;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** The sessions of this node, as far as others of its cluster are concerned. Thread-safe. */
@Component
public final class LocalSessions {

  private final SessionRegistry registry;
  private final Sandbox sandbox;
  private final ExecutionStarter starter;
  private final SessionMeters meters;
  private final SessionDirectory directory;
  private final Clock clock;

  LocalSessions(
      SessionRegistry registry,
      Sandbox sandbox,
      ExecutionStarter starter,
      SessionMeters meters,
      SessionDirectory directory,
      Clock clock) {
    this.registry = registry;
    this.sandbox = sandbox;
    this.starter = starter;
    this.meters = meters;
    this.directory = directory;
    this.clock = clock;
  }

  /** Whether this node has it, as it is known here: in use, or on its way elsewhere. */
  public Optional<Boolean> isLeaving(String id) {
    return registry.get(id).map(LiveSession::isLeaving);
  }

  /** The session of this id if it has a state. */
  public Optional<? extends HeldSession> find(String id) {
    return registry.get(id).filter(session -> !session.isLost());
  }

  /** All that have a state. */
  public List<? extends HeldSession> all() {
    return registry.all().filter(session -> !session.isLost()).toList();
  }

  /**
   * Goes on with a session of another node; may block for a second.
   *
   * @param state as {@link HeldSession#capture} gave it
   * @throws io.serpentarium.sandbox.SnapshotException when it cannot be used here
   * @throws io.serpentarium.sandbox.SandboxSaturatedException when there is no room
   * @throws io.serpentarium.service.core.admission.QuotaExceededException when the tenant has as
   *     many sessions as it may
   */
  public HeldSession adopt(Tenant tenant, SessionRecord record, byte[] state) {
    Snapshot snapshot = read(state);
    SessionOptions options =
        SessionOptions.withLimits(record.limits())
            .withShare(new Share(tenant.id(), tenant.weight()))
            .withHistory(record.history());
    return registry.adopt(
        tenant,
        () -> {
          Session session = sandbox.open(options, snapshot);
          SessionTerms terms = SessionTerms.of(tenant, record);
          return new LiveSession(terms, session, clock, starter, meters, directory);
        });
  }

  /**
   * Lets a session go to where others find it, unless something is done in it.
   *
   * @param idle whether only a session goes that nobody watches and that hibernates
   * @param keep makes its state findable; when it throws, the session stays
   * @return whether it is gone
   */
  public boolean handOver(HeldSession held, boolean idle, Consumer<HeldSession> keep) {
    LiveSession session = (LiveSession) held;
    if (!session.leave(idle)) {
      return false;
    }
    boolean kept = false;
    try {
      keep.accept(session);
      kept = true;
    } finally {
      if (kept) {
        end(session);
      } else {
        session.stay();
      }
    }
    return true;
  }

  /** Ends a session that another node has by now. */
  public void drop(HeldSession held) {
    end((LiveSession) held);
  }

  /** Notes that no node has a session of this id. */
  public void forgetDeparted(String id) {
    registry.forgetDeparted(id);
  }

  private void end(LiveSession session) {
    registry.letMove(session);
    session.close(CloseReason.MOVED);
  }

  private Snapshot read(byte[] state) {
    try {
      return sandbox.importSnapshot(new ByteArrayInputStream(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
