package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Share;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.SessionOpener;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.failure.ServiceFailure.Field;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Makes, lists, shows and ends sessions.
 *
 * <p>Whatever names a session fails with {@link FailureCode#SESSION_NOT_FOUND} when there is none,
 * and with {@link io.serpentarium.sandbox.SessionLostException} when its state is gone.
 */
@Service
public final class SessionService {

  private final SessionRegistry registry;
  private final LiveSessions sessions;
  private final SessionCatalogue catalogue;
  private final SnapshotStore snapshots;
  private final StorageQuota storage;
  private final SessionOpener opener;
  private final LimitPolicy limits;
  private final SessionPolicy policy;
  private final Workers workers;
  private final Ids ids;
  private final Clock clock;

  SessionService(
      SessionRegistry registry,
      LiveSessions sessions,
      SessionCatalogue catalogue,
      SnapshotStore snapshots,
      StorageQuota storage,
      SessionOpener opener,
      LimitPolicy limits,
      SessionPolicy policy,
      Workers workers,
      Ids ids,
      Clock clock) {
    this.registry = registry;
    this.sessions = sessions;
    this.catalogue = catalogue;
    this.snapshots = snapshots;
    this.storage = storage;
    this.opener = opener;
    this.limits = limits;
    this.policy = policy;
    this.workers = workers;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Makes a session. When the caller goes away before it is there, it is ended again.
   *
   * <p>Fails with {@link FailureCode#LIMIT_TOO_HIGH}, {@link FailureCode#LIMIT_TOO_HIGH}, {@link
   * FailureCode#LIMIT_TOO_HIGH}, {@link FailureCode#SNAPSHOT_NOT_FOUND}, {@link
   * FailureCode#INVALID_PATH} or {@link io.serpentarium.sandbox.SandboxSaturatedException}.
   */
  public Mono<SessionInfo> create(NewSession wanted) {
    return CurrentTenant.with(
        tenant -> {
          SessionOptions options =
              SessionOptions.withLimits(limits.of(tenant).resolve(wanted.limits()))
                  .withShare(new Share(tenant.id(), tenant.weight()))
                  .withHistory(history(wanted));
          Duration idleTimeout = idleTimeout(wanted);
          return workers
              .bulk()
              .call(
                  SessionInfo.class,
                  () -> create(tenant, wanted, options, idleTimeout).info(),
                  this::endUnheard);
        });
  }

  /** Shows a session. */
  public Mono<SessionInfo> get(String id) {
    return CurrentTenant.with(tenant -> workers.call(() -> catalogue.find(tenant, id)));
  }

  /**
   * Lists sessions, oldest first, without those that are lost. Fails with {@link
   * FailureCode#VALIDATION}.
   *
   * @param limit how many at most, 1 or more
   * @param cursor of the page before, or null for the first page
   */
  public Mono<SessionPage> list(int limit, @Nullable String cursor) {
    return CurrentTenant.with(tenant -> workers.call(() -> page(tenant, limit, cursor)));
  }

  /** Ends a session; what runs in it is stopped. A lost one is forgotten. */
  public Mono<Void> delete(String id) {
    return CurrentTenant.with(
        tenant ->
            workers.run(
                () -> {
                  if (!catalogue.removeUnheld(tenant, id)) {
                    sessions.end(registry.find(tenant, id).id(), CloseReason.DELETED);
                  }
                }));
  }

  /** Lets somebody see a session's status and end as they come. */
  public Mono<SessionWatch> watch(String id) {
    return CurrentTenant.with(
        tenant -> Mono.fromSupplier(() -> registry.find(tenant, id).touch().watch()));
  }

  private Duration idleTimeout(NewSession wanted) {
    Duration timeout = wanted.idleTimeout().orElse(policy.idleTimeout());
    if (timeout.compareTo(policy.maximumIdleTimeout()) > 0) {
      throw new ServiceFailure(
          FailureCode.LIMIT_TOO_HIGH,
          "The idle timeout is above its maximum.",
          Field.above("/idle_timeout_ms", policy.maximumIdleTimeout().toMillis()));
    }
    return timeout;
  }

  private int history(NewSession wanted) {
    int history = wanted.history().orElse(policy.history());
    if (history > policy.maximumHistory()) {
      throw new ServiceFailure(
          FailureCode.LIMIT_TOO_HIGH,
          "The history is above its maximum.",
          Field.above("/history", policy.maximumHistory()));
    }
    return history;
  }

  private LiveSession create(
      Tenant tenant, NewSession wanted, SessionOptions options, Duration idleTimeout) {
    if (wanted.snapshotId().isEmpty()) {
      return create(tenant, wanted, Optional.empty(), options, idleTimeout);
    }
    try (Snapshot start = snapshots.find(tenant, wanted.snapshotId().get())) {
      return create(tenant, wanted, Optional.of(start), options, idleTimeout);
    }
  }

  private LiveSession create(
      Tenant tenant,
      NewSession wanted,
      Optional<Snapshot> start,
      SessionOptions options,
      Duration idleTimeout) {
    return sessions.create(
        tenant,
        start.map(Snapshot::sizeBytes).orElse(0L),
        () -> open(tenant, wanted, start, options, idleTimeout));
  }

  private LiveSession open(
      Tenant tenant,
      NewSession wanted,
      Optional<Snapshot> start,
      SessionOptions options,
      Duration idleTimeout) {
    storage.require(tenant, wanted.files().stream().mapToLong(file -> file.content().length).sum());
    Session opened = opener.open(options, start, wanted.files());
    SessionTerms terms =
        new SessionTerms(
            tenant,
            new Cursor(clock.instant(), ids.session()),
            Placement.FIRST_EPOCH,
            idleTimeout,
            options.history(),
            wanted.checkpoint().orElse(policy.checkpoint()));
    return sessions.live(terms, opened);
  }

  private void endUnheard(SessionInfo session) {
    workers.runUnheard(() -> sessions.end(session.id(), CloseReason.DELETED));
  }

  private SessionPage page(Tenant tenant, int limit, @Nullable String cursor) {
    Cursor after = cursor == null ? null : Cursor.parse(cursor);
    List<SessionInfo> found = catalogue.list(tenant, after, limit + 1);
    List<SessionInfo> shown = found.subList(0, Math.min(limit, found.size()));
    return new SessionPage(shown, found.size() > limit ? Cursor.of(shown.getLast()).text() : null);
  }
}
