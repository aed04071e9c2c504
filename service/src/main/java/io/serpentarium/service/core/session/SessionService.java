package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Makes, lists, shows and ends sessions.
 *
 * <p>Whatever names a session fails with {@link FailureCode#SESSION_NOT_FOUND} when there is none,
 * and with {@link io.serpentarium.sandbox.SessionLostException} if its state is lost.
 */
@Service
public final class SessionService {

  /** Retries until interrupted executions have ended. */
  private static final Retry WHILE_BUSY =
      Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(1))
          .maxBackoff(Duration.ofMillis(50))
          .filter(SessionBusyException.class::isInstance);

  private final SessionRegistry registry;
  private final LiveSessions sessions;
  private final SessionCatalogue catalogue;
  private final SessionCreation creation;
  private final LimitPolicy limits;
  private final Workers workers;

  SessionService(
      SessionRegistry registry,
      LiveSessions sessions,
      SessionCatalogue catalogue,
      SessionCreation creation,
      LimitPolicy limits,
      Workers workers) {
    this.registry = registry;
    this.sessions = sessions;
    this.catalogue = catalogue;
    this.creation = creation;
    this.limits = limits;
    this.workers = workers;
  }

  /**
   * Creates a session, which is ended again if the caller cancels before it is ready.
   *
   * <p>Fails with {@link FailureCode#LIMIT_TOO_HIGH}, {@link FailureCode#SNAPSHOT_NOT_FOUND},
   * {@link FailureCode#INVALID_PATH} or {@link io.serpentarium.sandbox.SandboxSaturatedException}.
   */
  public Mono<SessionInfo> create(NewSession wanted) {
    return CurrentTenant.with(
        tenant -> {
          SessionOptions options =
              creation.options(tenant, limits.of(tenant).resolve(wanted.limits()), wanted);
          Mono<SessionInfo> created =
              workers
                  .bulk()
                  .call(
                      SessionInfo.class,
                      () -> creation.create(tenant, wanted, options).info(),
                      this::endUnheard);
          return wanted.snapshotId().isPresent() ? sessions.ifAffordable(tenant, created) : created;
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
   * @param limit the most sessions to return, 1 or more
   * @param cursor the cursor of the page before, or null for the first page
   */
  public Mono<Page> list(int limit, @Nullable String cursor) {
    return CurrentTenant.with(tenant -> workers.call(() -> page(tenant, limit, cursor)));
  }

  /**
   * Gives a session a new interpreter; its files stay. What runs is interrupted, and has to end
   * before.
   */
  public Mono<Void> restart(String id) {
    return CurrentTenant.with(
            tenant ->
                sessions.ifAffordable(
                    tenant,
                    workers
                        .call(() -> registry.find(tenant, id).use().current().interrupt())
                        .then(
                            workers
                                .bulk()
                                .run(() -> creation.restart(tenant, registry.find(tenant, id)))
                                .retryWhen(WHILE_BUSY))
                        .thenReturn(true)))
        .then();
  }

  /**
   * Hibernates a session immediately rather than after disuse, and returns whether it did not
   * already. Fails with {@link SessionBusyException} while it is in use.
   */
  public Mono<Boolean> hibernate(String id) {
    return CurrentTenant.with(
        tenant -> workers.bulk().call(() -> hibernateNow(registry.find(tenant, id))));
  }

  private static boolean hibernateNow(LiveSession session) {
    boolean done = session.hibernateIfUnused(Duration.ZERO);
    if (!done && session.info().state() != SessionState.HIBERNATED) {
      throw new SessionBusyException();
    }
    return done;
  }

  /** Ends a session; its execution is stopped. A lost session is forgotten. */
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

  /** Returns a watch of a session's status and end. */
  public Mono<SessionWatch> watch(String id) {
    return CurrentTenant.with(
        tenant -> Mono.fromSupplier(() -> registry.find(tenant, id).touch().watch()));
  }

  private void endUnheard(SessionInfo session) {
    workers.runUnheard(() -> sessions.end(session.id(), CloseReason.DELETED));
  }

  private Page page(Tenant tenant, int limit, @Nullable String cursor) {
    Cursor after = cursor == null ? null : Cursor.parse(cursor);
    List<SessionInfo> found = catalogue.list(tenant, after, limit + 1);
    List<SessionInfo> shown = found.subList(0, Math.min(limit, found.size()));
    return new Page(shown, found.size() > limit ? Cursor.of(shown.getLast()).text() : null);
  }

  /**
   * The parameters of a new session.
   *
   * @param limits the limits that the request names: milliseconds for times, bytes for sizes
   * @param idleTimeout the idle timeout, positive, or empty for the node's
   * @param history the number of executions that can be undone, 0 or more, or empty for the node's
   * @param checkpoint the times at which the state is stored, or empty for the node's default
   * @param snapshotId the snapshot to start from, or empty for a fresh interpreter
   * @param template the template to start from if there is no snapshot, or empty for a plain
   *     interpreter
   */
  public record NewSession(
      List<SandboxFile> files,
      Map<Limit, Long> limits,
      Optional<Duration> idleTimeout,
      Optional<Integer> history,
      Optional<Checkpoint> checkpoint,
      Optional<String> snapshotId,
      Optional<String> template) {

    /** A session that starts from a snapshot or a plain interpreter. */
    public NewSession(
        List<SandboxFile> files,
        Map<Limit, Long> limits,
        Optional<Duration> idleTimeout,
        Optional<Integer> history,
        Optional<Checkpoint> checkpoint,
        Optional<String> snapshotId) {
      this(files, limits, idleTimeout, history, checkpoint, snapshotId, Optional.empty());
    }
  }

  /**
   * A page of sessions, oldest first.
   *
   * @param nextCursor the cursor of the next page, or null at the end
   */
  public record Page(List<SessionInfo> items, @Nullable String nextCursor) {}
}
