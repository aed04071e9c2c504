package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Executes code once, in a session of its own that is closed whatever happens.
 *
 * <p>Fails with {@link FailureCode#INVALID_PATH}, {@link
 * io.serpentarium.service.core.admission.QuotaExceededException} or {@link
 * io.serpentarium.sandbox.SandboxSaturatedException}, never for what the code did. Cancelling
 * interrupts the code.
 */
@Component
public final class PrivateRuns {

  /** The most characters of output passed to the other execution in one write. */
  private static final int PIECE_CHARS = 4 << 10;

  /** The time until a reader is asked again whether it has room. */
  private static final Duration ROOM_PAUSE = Duration.ofMillis(5);

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
   * @param conclusion a last use of the session before it is closed
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
   * Executes a request with a follower, until the follower ends.
   *
   * @param request a streaming request
   * @param follower subscribes to the execution's events
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
                    session -> release(series, session)),
                series.limits(),
                (session, finished) -> Mono.just(finished)));
  }

  /** Two executions that talked with each other. */
  public record Conversation(FinishedExecution first, FinishedExecution second) {}

  /**
   * Executes two requests side by side to their ends, each in a session of its own; each reads what
   * the other writes to stdout. Takes two of the tenant's concurrent executions.
   */
  public Mono<Conversation> converse(
      SessionStart firstStart,
      ExecutionRequest first,
      SessionStart secondStart,
      ExecutionRequest second) {
    return CurrentTenant.with(
        tenant ->
            starter.ifAffordable(
                tenant,
                Mono.usingWhen(
                    talking(tenant, firstStart, first),
                    one ->
                        Mono.usingWhen(
                            talking(tenant, secondStart, second),
                            other ->
                                Mono.zip(
                                    fed(one.running(), other.running()),
                                    fed(other.running(), one.running()),
                                    Conversation::new),
                            other -> Mono.fromRunnable(other::close)),
                    one -> Mono.fromRunnable(one::close))));
  }

  private Mono<Run> talking(Tenant tenant, SessionStart start, ExecutionRequest request) {
    Run run =
        new Run(
            () -> open(tenant, start),
            request.withStdin(Stdin.open()).withStreaming(),
            this::closeUnheard);
    return workers.bulk().call(Run.class, () -> start(tenant, run, start.limits()), Run::abandon);
  }

  /** The end of an execution whose output another one reads. */
  private Mono<FinishedExecution> fed(RunningExecution writer, RunningExecution reader) {
    return writer
        .events()
        .concatMap(
            event ->
                switch (event) {
                  case ExecutionEvent.Output(OutputEvent.Stdout(String text)) ->
                      feed(reader, text).then(Mono.<FinishedExecution>empty());
                  case ExecutionEvent.Ended(FinishedExecution execution) ->
                      workers.call(reader::endStdin).thenReturn(execution);
                  case ExecutionEvent.Failed(Throwable cause) ->
                      Mono.<FinishedExecution>error(cause);
                  default -> Mono.<FinishedExecution>empty();
                },
            1)
        .last();
  }

  /** Writes text piece by piece, each once there is room for it or no reader any more. */
  private Mono<Void> feed(RunningExecution reader, String text) {
    return Flux.<String, Integer>generate(
            () -> 0,
            (start, sink) -> {
              int end = pieceEnd(text, start);
              if (start < end) {
                sink.next(text.substring(start, end));
              } else {
                sink.complete();
              }
              return end;
            })
        .concatMap(
            piece ->
                workers
                    .call(() -> reader.writeStdin(piece))
                    .filter(outcome -> outcome != Execution.StdinOutcome.FULL)
                    .repeatWhenEmpty(empty -> empty.delayElements(ROOM_PAUSE)))
        .then();
  }

  /** Returns the end of a piece, which is never between the two halves of a character. */
  private static int pieceEnd(String text, int start) {
    int end = Math.min(text.length(), start + PIECE_CHARS);
    return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
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

  private void release(SessionSeries series, Session session) {
    if (!series.release(session)) {
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
