package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Share;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Executes code once, in a session that nobody else sees and that is closed whatever happens.
 *
 * <p>Fails with {@link FailureCode#INVALID_PATH}, {@link
 * io.serpentarium.service.core.admission.QuotaExceededException} or {@link
 * io.serpentarium.sandbox.SandboxSaturatedException}, never for what the code did. Cancelling
 * interrupts it.
 */
@Component
public final class PrivateRuns {

  private final SessionOpener opener;
  private final ExecutionStarter starter;
  private final Workers workers;
  private final Ids ids;

  PrivateRuns(SessionOpener opener, ExecutionStarter starter, Workers workers, Ids ids) {
    this.opener = opener;
    this.starter = starter;
    this.workers = workers;
    this.ids = ids;
  }

  /** Executes to the end. */
  public Mono<FinishedExecution> run(SessionStart start, ExecutionRequest request) {
    return run(start, request, (session, finished) -> Mono.just(finished));
  }

  /**
   * Executes to the end.
   *
   * @param conclusion what is still wanted of the session before it is closed
   */
  public <T> Mono<T> run(
      SessionStart start,
      ExecutionRequest request,
      BiFunction<Session, FinishedExecution, Mono<T>> conclusion) {
    return CurrentTenant.with(
        tenant -> run(tenant, () -> open(tenant, start), request, conclusion, this::closeUnheard));
  }

  /** Executes to the end, in a session of a series. */
  public Mono<FinishedExecution> run(SessionSeries series, ExecutionRequest request) {
    return CurrentTenant.with(
        tenant ->
            run(
                tenant,
                () -> series.take(start -> open(tenant, start)),
                request,
                (session, finished) -> Mono.just(finished),
                session -> giveBack(series, session)));
  }

  private <T> Mono<T> run(
      Tenant tenant,
      Callable<Session> opening,
      ExecutionRequest request,
      BiFunction<Session, FinishedExecution, Mono<T>> conclusion,
      Consumer<Session> release) {
    return starter.ifAffordable(
        tenant,
        Mono.usingWhen(
            workers.call(Session.class, opening, this::closeUnheard),
            session ->
                execute(tenant, session, request)
                    .flatMap(finished -> conclusion.apply(session, finished)),
            session -> Mono.fromRunnable(() -> release.accept(session))));
  }

  private void giveBack(SessionSeries series, Session session) {
    if (!series.giveBack(session)) {
      closeUnheard(session);
    }
  }

  private Session open(Tenant tenant, SessionStart start) {
    return opener.open(options(tenant, start), start.state(), start.files());
  }

  private static SessionOptions options(Tenant tenant, SessionStart start) {
    return SessionOptions.withLimits(start.limits())
        .withoutRollBack()
        .withShare(new Share(tenant.id(), tenant.weight()));
  }

  private Mono<FinishedExecution> execute(
      Tenant tenant, Session session, ExecutionRequest request) {
    return workers
        .call(
            RunningExecution.class,
            () -> start(tenant, session, request),
            RunningExecution::interruptUnheard)
        .flatMap(RunningExecution::result);
  }

  private RunningExecution start(Tenant tenant, Session session, ExecutionRequest request) {
    RunningExecution running = starter.start(tenant, session, ids.execution(), null, request);
    running.onEnd(result -> CompletableFuture.completedStage(null), () -> {});
    return running;
  }

  private void closeUnheard(Session session) {
    workers.runUnheard(session::close);
  }
}
