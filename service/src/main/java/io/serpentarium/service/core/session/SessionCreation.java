package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.SessionOpener;
import io.serpentarium.service.core.execution.Templates;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.failure.ServiceFailure.Field;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Makes the sessions that requests ask for, fresh or from a snapshot. */
@Component
final class SessionCreation {

  private final LiveSessions sessions;
  private final SnapshotStore snapshots;
  private final StorageQuota storage;
  private final SessionOpener opener;
  private final Templates templates;
  private final SessionPolicy policy;

  SessionCreation(
      LiveSessions sessions,
      SnapshotStore snapshots,
      StorageQuota storage,
      SessionOpener opener,
      Templates templates,
      SessionPolicy policy) {
    this.sessions = sessions;
    this.snapshots = snapshots;
    this.storage = storage;
    this.opener = opener;
    this.templates = templates;
    this.policy = policy;
  }

  /**
   * Returns the sandbox's options for the wanted session.
   *
   * @throws ServiceFailure with {@link FailureCode#LIMIT_TOO_HIGH} if its idle timeout or its
   *     history is above the maximum
   */
  SessionOptions options(Tenant tenant, Limits resolved, SessionService.NewSession wanted) {
    var _ = idleTimeout(wanted);
    return sessions
        .options(tenant, resolved)
        .withHistory(history(wanted))
        .withCheckpoints(
            wanted.checkpoint().orElse(policy.checkpoint()) == Checkpoint.AFTER_EXECUTION);
  }

  private Duration idleTimeout(SessionService.NewSession wanted) {
    Duration timeout = wanted.idleTimeout().orElse(policy.idleTimeout());
    if (timeout.compareTo(policy.maximumIdleTimeout()) > 0) {
      throw new ServiceFailure(
          FailureCode.LIMIT_TOO_HIGH,
          "The idle timeout is above its maximum.",
          Field.above("/idle_timeout_ms", policy.maximumIdleTimeout().toMillis()));
    }
    return timeout;
  }

  private int history(SessionService.NewSession wanted) {
    int history = wanted.history().orElse(policy.history());
    if (history > policy.maximumHistory()) {
      throw new ServiceFailure(
          FailureCode.LIMIT_TOO_HIGH,
          "The history is above its maximum.",
          Field.above("/history", policy.maximumHistory()));
    }
    return history;
  }

  /**
   * Makes a session; may block for a second. Throws as {@link LiveSessions#create} does.
   *
   * @param options the result of {@link #options}
   */
  LiveSession create(Tenant tenant, SessionService.NewSession wanted, SessionOptions options) {
    if (wanted.snapshotId().isEmpty()) {
      return create(tenant, wanted, wanted.template().flatMap(templates::state), options);
    }
    if (wanted.template().isPresent()) {
      throw new ServiceFailure(
          FailureCode.VALIDATION,
          "A session starts from a snapshot or from a template.",
          new Field("/template", "must be left out where snapshot_id is given"));
    }
    try (Snapshot start = snapshots.find(tenant, wanted.snapshotId().get())) {
      return create(tenant, wanted, Optional.of(start), options);
    }
  }

  /** Gives a session a new interpreter with its files; may block for a second. */
  void restart(Tenant tenant, LiveSession session) {
    SessionOptions options = sessions.options(tenant, session.limits());
    session.use().restart(() -> opener.open(options, Optional.empty(), List.of()));
  }

  private LiveSession create(
      Tenant tenant,
      SessionService.NewSession wanted,
      Optional<Snapshot> start,
      SessionOptions options) {
    return sessions.create(tenant, () -> open(tenant, wanted, start, options));
  }

  private LiveSession open(
      Tenant tenant,
      SessionService.NewSession wanted,
      Optional<Snapshot> start,
      SessionOptions options) {
    storage.require(tenant, wanted.files().stream().mapToLong(file -> file.content().length).sum());
    Session opened = opener.open(options, start, wanted.files());
    SessionTerms terms =
        new SessionTerms(
            tenant,
            sessions.newcomer(),
            Placement.FIRST_EPOCH,
            idleTimeout(wanted),
            options.history(),
            wanted.checkpoint().orElse(policy.checkpoint()));
    return sessions.live(terms, opened);
  }
}
