package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
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
        tenant ->
            run(
                tenant,
                new Run(() -> open(tenant, start), request, this::closeUnheard),
                start.limits(),
                conclusion));
  }

  /**
   * Executes while somebody follows, until the follower ends.
   *
   * @param request a streaming one
   * @param follower has to subscribe to the execution's events
   */
  public <T> Flux<T> follow(
      SessionStart start,
      ExecutionRequest request,
      BiFunction<Session, RunningExecution, Flux<T>> follower) {
    return CurrentTenant.with(Mono::just)
        .flatMapMany(
            tenant -> {
              Run run = new Run(() -> open(tenant, start), request, this::closeUnheard);
              return Flux.usingWhen(
                  starter.ifAffordable(tenant, begun(tenant, run, start.limits())),
                  started -> follower.apply(started.session(), started.running()),
                  started -> Mono.fromRunnable(started::close));
            });
  }

  /** Executes to the end, in a session of a series. */
  public Mono<FinishedExecution> run(SessionSeries series, ExecutionRequest request) {
    return CurrentTenant.with(
        tenant ->
            run(
                tenant,
                new Run(
                    () -> series.take(start -> open(tenant, start)),
                    request,
                    session -> giveBack(series, session)),
                series.limits(),
                (session, finished) -> Mono.just(finished)));
  }

  private <T> Mono<T> run(
      Tenant tenant,
      Run run,
      Limits limits,
      BiFunction<Session, FinishedExecution, Mono<T>> conclusion) {
    return starter.ifAffordable(
        tenant,
        Mono.usingWhen(
            begun(tenant, run, limits),
            started ->
                started.running().result().flatMap(end -> conclusion.apply(started.session(), end)),
            started -> Mono.fromRunnable(started::close)));
  }

  private Mono<Run> begun(Tenant tenant, Run run, Limits limits) {
    return workers.bulk().call(Run.class, () -> start(tenant, run, limits), Run::abandon);
  }

  private Run start(Tenant tenant, Run run, Limits limits) {
    starter.start(tenant, ids.execution(), null, run.request().limits().orElse(limits), run);
    return run;
  }

  /** A session of its own, opened once everything is acquired that an execution in it takes. */
  private static final class Run implements ExecutionHost, AutoCloseable {

    private final Supplier<Session> opening;
    private final ExecutionRequest request;
    private final Consumer<Session> release;
    private @Nullable Session session;
    private @Nullable RunningExecution running;

    Run(Supplier<Session> opening, ExecutionRequest request, Consumer<Session> release) {
      this.opening = opening;
      this.request = request;
      this.release = release;
    }

    ExecutionRequest request() {
      return request;
    }

    Session session() {
      return Objects.requireNonNull(session);
    }

    RunningExecution running() {
      return Objects.requireNonNull(running);
    }

    @Override
    public Execution begin() {
      Session opened = opening.get();
      session = opened;
      try {
        return opened.execute(request);
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    @Override
    public void began(RunningExecution started) {
      running = started;
    }

    void abandon() {
      running().interruptUnheard();
      close();
    }

    @Override
    public void close() {
      release.accept(session());
    }
  }

  private void giveBack(SessionSeries series, Session session) {
    if (!series.giveBack(session)) {
      closeUnheard(session);
    }
  }

  private Session open(Tenant tenant, SessionStart start) {
    return opener.open(
        starter.options(tenant, start.limits()).withoutRollBack(), start.state(), start.files());
  }

  private void closeUnheard(Session session) {
    workers.runUnheard(session::close);
  }
}
