package io.serpentarium.service.v1.ws;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.ExecutionAudit;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.kernel.DisplayLoader;
import io.serpentarium.service.core.kernel.Displays;
import io.serpentarium.service.core.kernel.KernelEvent;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionState;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.core.session.SessionWatch;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.v1.ExecutionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client's conversation with one session: the requests of frames and the answers to them,
 * independent of their transport.
 */
final class Channel {

  private static final int PREFETCH = 1;

  private final String sessionId;
  private final SessionWatch watch;
  private final SessionExecutionService executions;
  private final SessionTurns turns;
  private final DisplayLoader displays;
  private final ExecutionAudit audit;
  private final Ids ids;

  /** The ids of executions that this channel runs, whose status it reports itself, in order. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  private volatile @Nullable RunningExecution latest;
  private volatile boolean left;

  Channel(
      String sessionId,
      SessionWatch watch,
      SessionExecutionService executions,
      SessionTurns turns,
      DisplayLoader displays,
      ExecutionAudit audit,
      Ids ids) {
    this.sessionId = sessionId;
    this.watch = watch;
    this.executions = executions;
    this.turns = turns;
    this.displays = displays;
    this.audit = audit;
    this.ids = ids;
  }

  /** The session's present status, and what others change of it. */
  Flux<ServerFrame> statuses() {
    return watch.statuses().filter(this::isForeign).map(Channel::status);
  }

  /**
   * Executes the request of a frame, and returns the answering frames as they come. Never fails.
   *
   * <p>The next frame must not be taken before this one is done: input is for requests made before
   * it. Cancelling the answer interrupts the execution.
   *
   * @param holding the account of the socket, which pays for code that waits
   */
  Mono<Flux<ServerFrame>> take(Mono<ChannelFrames.Frame> frame, HeapHolding holding) {
    return frame
        .flatMap(taken -> take(taken, holding))
        .onErrorResume(failure -> refuse(failure, null));
  }

  /** Answers a frame that is no text. */
  Mono<Flux<ServerFrame>> refuseBinary() {
    return refuse(
        new ProblemException(ProblemCode.MALFORMED_JSON, "A channel has text frames only."), null);
  }

  /** Interrupts the channel's executions, now or in a moment, because the client has left. */
  void leave() {
    left = true;
    interruptUnheard(latest);
  }

  private Mono<Flux<ServerFrame>> take(ChannelFrames.Frame frame, HeapHolding holding) {
    return switch (frame) {
      case ChannelFrames.Frame.Execute execute ->
          execute.queue() ? queue(execute, holding) : execute(execute);
      case ChannelFrames.Frame.Stdin(String data) -> silent(executions.writeStdin(sessionId, data));
      case ChannelFrames.Frame.Eof _ -> silent(executions.endStdin(sessionId));
      case ChannelFrames.Frame.Interrupt _ -> silent(interrupt());
    };
  }

  private Mono<Flux<ServerFrame>> execute(ChannelFrames.Frame.Execute frame) {
    return answered(frame, start(frame));
  }

  /**
   * Executes code in its turn, which ends with its last frame. The request's frame is done
   * immediately: input is for the present execution.
   */
  private Mono<Flux<ServerFrame>> queue(ChannelFrames.Frame.Execute frame, HeapHolding holding) {
    long bytes = 2L * frame.code().length();
    holding.acquire(bytes);
    AtomicBoolean started = new AtomicBoolean();
    Mono<Flux<ServerFrame>> begun =
        start(frame)
            .map(running -> frames(frame.id(), running))
            .doOnNext(frames -> started.set(true));
    return Mono.just(
        turns
            .queued(sessionId, begun, Function.identity())
            .onErrorResume(
                failure -> !started.get(), failure -> Flux.just(refusal(failure, frame.id())))
            .doFinally(end -> holding.release(bytes)));
  }

  private Mono<Flux<ServerFrame>> answered(
      ChannelFrames.Frame.Execute frame, Mono<RunningExecution> start) {
    return start
        .map(running -> frames(frame.id(), running))
        .onErrorResume(failure -> refuse(failure, frame.id()));
  }

  private Mono<RunningExecution> start(ChannelFrames.Frame.Execute frame) {
    return Mono.defer(
        () -> {
          String executionId = ids.execution();
          own.add(executionId);
          return executions
              .start(sessionId, submission(executionId, frame))
              .doOnNext(this::started)
              .delayUntil(running -> CurrentTenant.with(this::tell))
              .doOnError(failure -> own.remove(executionId));
        });
  }

  private void started(RunningExecution running) {
    own.retainAll(Set.of(running.id()));
    latest = running;
    if (left) {
      interruptUnheard(running);
    }
  }

  private Mono<Void> tell(Tenant tenant) {
    return Mono.fromRunnable(() -> audit.ran(tenant, sessionId));
  }

  private static void interruptUnheard(@Nullable RunningExecution running) {
    if (running != null) {
      running.interruptUnheard();
    }
  }

  private Flux<ServerFrame> frames(String id, RunningExecution running) {
    return running
        .events()
        .concatMapIterable(event -> frames(id, event), PREFETCH)
        .doFinally(end -> forget(running));
  }

  /** Drops the reference to a finished execution, and with it the result. */
  @SuppressWarnings("ReferenceEquality") // a later one may run by now
  private void forget(RunningExecution running) {
    if (latest == running) {
      latest = null;
    }
  }

  private Mono<Void> interrupt() {
    return executions
        .interrupt(sessionId)
        .filter(Boolean::booleanValue)
        .switchIfEmpty(Mono.error(() -> new ServiceFailure(FailureCode.NOT_RUNNING)))
        .then();
  }

  private boolean isForeign(SessionWatch.Status status) {
    String executionId = status.executionId();
    return executionId == null || !own.contains(executionId);
  }

  private SessionExecutionService.Submission submission(
      String executionId, ChannelFrames.Frame.Execute frame) {
    return new SessionExecutionService.Submission(
            executionId, frame.code(), Stdin.open(), Map.of(), true)
        .after(displays.prelude(frame.code()));
  }

  private static Mono<Flux<ServerFrame>> silent(Mono<Void> action) {
    return action.thenReturn(Flux.empty());
  }

  private static Mono<Flux<ServerFrame>> refuse(Throwable failure, @Nullable String id) {
    return Mono.just(Flux.just(refusal(failure, id)));
  }

  private static ServerFrame status(SessionWatch.Status status) {
    return new ServerFrame.Status(status.state());
  }

  /**
   * Returns the frames of an event. At an execution's end the next may have begun already: a
   * statement that waited on the terminal.
   */
  private List<ServerFrame> frames(String id, ExecutionEvent event) {
    return switch (event) {
      case ExecutionEvent.Started _ -> List.of(new ServerFrame.Status(SessionState.BUSY));
      case ExecutionEvent.Output(OutputEvent.Display(String line)) ->
          Displays.read(line).flatMap(shown -> displayed(id, shown)).stream().toList();
      case ExecutionEvent.Output(OutputEvent output) -> List.of(frame(id, output));
      case ExecutionEvent.Ended(var execution) ->
          List.of(
              new ServerFrame.Result(id, ExecutionView.of(execution)),
              new ServerFrame.Status(watch.now().get()));
      case ExecutionEvent.Failed(Throwable cause) -> List.of(refusal(cause, id));
    };
  }

  private static Optional<ServerFrame> displayed(String id, KernelEvent event) {
    return switch (event) {
      case KernelEvent.Display(var bundle, var displayId, boolean update) ->
          Optional.of(
              new ServerFrame.Display(
                  id, bundle.data(), bundle.metadata(), displayId.orElse(null), update));
      case KernelEvent.Clear(boolean later) -> Optional.of(new ServerFrame.ClearOutput(id, later));
      default -> Optional.empty();
    };
  }

  private static ServerFrame frame(String id, OutputEvent output) {
    return switch (output) {
      case OutputEvent.Stdout(String text) -> new ServerFrame.Stdout(id, text);
      case OutputEvent.Stderr(String text) -> new ServerFrame.Stderr(id, text);
      case OutputEvent.InputRequest(String prompt) -> new ServerFrame.InputRequest(id, prompt);
      case OutputEvent.Display _ -> throw new IllegalStateException("it is told otherwise");
    };
  }

  private static ServerFrame refusal(Throwable failure, @Nullable String id) {
    Problem problem = Problems.of(failure);
    return new ServerFrame.Refusal(problem.code(), detail(problem), id);
  }

  private static String detail(Problem problem) {
    return Stream.concat(
            Stream.of(problem.detail()), problem.errors().stream().map(Channel::sentence))
        .collect(Collectors.joining(" "));
  }

  private static String sentence(Problem.FieldError error) {
    return "%s %s.".formatted(error.pointer().isEmpty() ? "It" : error.pointer(), error.reason());
  }
}
