package io.serpentarium.service.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Executes code once, in a session that nobody else sees and that is closed whatever happens.
 *
 * <p>Fails with {@link SandboxFileException} or {@link
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
    return Mono.usingWhen(
        open(start),
        session ->
            execute(session, request).flatMap(finished -> conclusion.apply(session, finished)),
        session -> Mono.fromRunnable(() -> closeUnheard(session)));
  }

  private Mono<Session> open(SessionStart start) {
    return workers.call(
        Session.class,
        () -> opener.open(options(start), start.state(), start.files()),
        this::closeUnheard);
  }

  private static SessionOptions options(SessionStart start) {
    return SessionOptions.withLimits(start.limits()).withoutRollBack();
  }

  private Mono<FinishedExecution> execute(Session session, ExecutionRequest request) {
    return workers
        .call(
            RunningExecution.class,
            () -> start(session, request),
            RunningExecution::interruptUnheard)
        .flatMap(RunningExecution::result);
  }

  private RunningExecution start(Session session, ExecutionRequest request) {
    RunningExecution running = starter.start(session, ids.execution(), null, request);
    running.onEnd(result -> {});
    return running;
  }

  private void closeUnheard(Session session) {
    workers.runUnheard(session::close);
  }
}
