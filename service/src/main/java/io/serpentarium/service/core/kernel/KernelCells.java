package io.serpentarium.service.core.kernel;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionExecutionService.Submission;
import io.serpentarium.service.core.session.SnapshotService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Executes cells and asks questions in sessions, by way of {@code kernel.py}. */
@Component
final class KernelCells {

  private static final int PREFETCH = 1;

  /**
   * The time in which texts of one stream become one: clients show each as an output of its own.
   */
  private static final Duration TOGETHER = Duration.ofMillis(20);

  private static final int MOST_TOGETHER = 256;

  /** Pages and wishes of a cell that are taken. */
  private static final int MOST_KEPT = 16;

  /** Retries to begin while the session is in use otherwise. */
  private static final Retry WHILE_BUSY =
      Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(1))
          .maxBackoff(Duration.ofMillis(50))
          .filter(SessionBusyException.class::isInstance);

  private final SessionExecutionService executions;
  private final SnapshotService snapshots;
  private final Checkpoints checkpoints;
  private final Ids ids;

  KernelCells(
      SessionExecutionService executions,
      SnapshotService snapshots,
      Checkpoints checkpoints,
      Ids ids) {
    this.executions = executions;
    this.snapshots = snapshots;
    this.checkpoints = checkpoints;
    this.ids = ids;
  }

  /**
   * Executes a cell.
   *
   * @param tell takes the events as they come, and holds the program back
   */
  Mono<KernelEvent.Executed> execute(
      String sessionId,
      KernelRequest.Execute cell,
      int count,
      Function<KernelEvent, Mono<Void>> tell) {
    return loaded(
        sessionId,
        Mono.defer(
            () ->
                start(sessionId, GuestCode.run(cell, count), true)
                    .flatMap(running -> new Cell(sessionId, count, tell).follow(running))));
  }

  /**
   * Executes a cell that the interpreter counts and without answers to {@code input()}, and returns
   * its events. Cancelling interrupts the cell.
   *
   * @param call a call of {@code contexts.py}
   */
  Flux<KernelEvent> execute(String sessionId, String cell, String call) {
    Flux<KernelEvent> events =
        Flux.defer(
            () ->
                start(sessionId, call, Stdin.empty(), true)
                    .flatMapMany(running -> new Cell(sessionId, cell).events(running)));
    return events.onErrorResume(
        UnloadedException.class, missing -> load(sessionId).thenMany(events));
  }

  /** Calls a function of the interpreter's part, and gives its answer if that is one. */
  Mono<Optional<JsonNode>> call(String sessionId, String call) {
    Mono<FinishedExecution> called =
        end(start(sessionId, call, Stdin.empty(), true)).map(KernelCells::requireLoaded);
    return loaded(sessionId, called).map(ended -> Questions.answer(ended.result()));
  }

  /** Asks a question, of which the session keeps no trace. */
  Mono<KernelEvent.Answered> ask(String sessionId, KernelRequest.Ask question) {
    Mono<FinishedExecution> asked =
        end(start(sessionId, GuestCode.ask(question), false)).map(KernelCells::requireLoaded);
    return loaded(sessionId, asked)
        .map(ended -> new KernelEvent.Answered(question, Questions.answer(ended.result())));
  }

  /** Answers the running cell. */
  Mono<Void> reply(String sessionId, String line) {
    return executions
        .writeStdin(sessionId, line + "\n")
        .onErrorResume(
            failure -> ServiceFailure.is(failure, FailureCode.NOT_RUNNING), e -> Mono.empty());
  }

  /** Ctrl-C. */
  Mono<Boolean> interrupt(String sessionId) {
    return executions.interrupt(sessionId);
  }

  /** Runs a use that needs {@code kernel.py}, which is loaded if missing. */
  private <T> Mono<T> loaded(String sessionId, Mono<T> use) {
    return use.onErrorResume(UnloadedException.class, missing -> load(sessionId).then(use));
  }

  private Mono<ExecutionEvent.End> load(String sessionId) {
    return end(start(sessionId, GuestCode.LOAD, true));
  }

  private static Mono<ExecutionEvent.End> end(Mono<RunningExecution> started) {
    return started.flatMap(running -> running.events().ofType(ExecutionEvent.End.class).next());
  }

  /** Returns the events of an execution, with texts joined that come in a short time. */
  private static Flux<ExecutionEvent> joined(RunningExecution running) {
    return running
        .events()
        .bufferTimeout(MOST_TOGETHER, TOGETHER, true)
        .concatMapIterable(KernelCells::joined, PREFETCH);
  }

  /** Joins texts of one stream that follow each other. */
  private static List<ExecutionEvent> joined(List<ExecutionEvent> events) {
    List<ExecutionEvent> joined = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (ExecutionEvent event : events) {
      if (!joined.isEmpty() && stream(event) != null && stream(joined.getLast()) == stream(event)) {
        text.append(text(event));
      } else {
        finish(joined, text);
        joined.add(event);
        text.append(text(event));
      }
    }
    finish(joined, text);
    return joined;
  }

  private static @Nullable Class<?> stream(ExecutionEvent event) {
    return event instanceof ExecutionEvent.Output(OutputEvent output) && !text(event).isEmpty()
        ? output.getClass()
        : null;
  }

  private static String text(ExecutionEvent event) {
    return switch (event) {
      case ExecutionEvent.Output(OutputEvent.Stdout(String text)) -> text;
      case ExecutionEvent.Output(OutputEvent.Stderr(String text)) -> text;
      default -> "";
    };
  }

  private static void finish(List<ExecutionEvent> joined, StringBuilder text) {
    if (!joined.isEmpty() && !text.isEmpty()) {
      boolean error = stream(joined.getLast()) == OutputEvent.Stderr.class;
      OutputEvent whole =
          error ? new OutputEvent.Stderr(text.toString()) : new OutputEvent.Stdout(text.toString());
      joined.set(joined.size() - 1, new ExecutionEvent.Output(whole));
    }
    text.setLength(0);
  }

  private Mono<RunningExecution> start(String sessionId, String code, boolean kept) {
    return start(sessionId, code, Stdin.open(), kept);
  }

  private Mono<RunningExecution> start(String sessionId, String code, Stdin stdin, boolean kept) {
    return executions
        .start(sessionId, new Submission(ids.execution(), code, stdin, Map.of(), true, kept))
        .retryWhen(WHILE_BUSY);
  }

  private static FinishedExecution requireLoaded(ExecutionEvent.End end) {
    FinishedExecution execution = requireEnded(end);
    if (GuestCode.isMissing(execution.result())) {
      throw new UnloadedException();
    }
    return execution;
  }

  private static FinishedExecution requireEnded(ExecutionEvent.End end) {
    return switch (end) {
      case ExecutionEvent.Ended(FinishedExecution execution) -> execution;
      case ExecutionEvent.Failed(Throwable cause) -> throw Exceptions.propagate(cause);
    };
  }

  /** The interpreter does not know {@code kernel.py} yet. */
  private static final class UnloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnloadedException() {
      super("kernel.py is not loaded", null, false, false);
    }
  }

  /** An execution of a cell. */
  private final class Cell {

    private final String sessionId;
    private final Function<KernelEvent, Mono<Void>> tell;
    private final @Nullable String counted;
    private final List<KernelEvent> told = new ArrayList<>();
    private final List<JsonNode> pages = new ArrayList<>();
    private final List<GuestMessage> wishes = new ArrayList<>();
    private int count;
    private GuestMessage.@Nullable Prompt prompt;
    private KernelEvent.@Nullable Failure raised;
    private @Nullable JsonNode expressions;

    Cell(String sessionId, int count, Function<KernelEvent, Mono<Void>> tell) {
      this.sessionId = sessionId;
      this.count = count;
      this.tell = tell;
      counted = null;
    }

    /** A cell that the interpreter counts. */
    Cell(String sessionId, String code) {
      this.sessionId = sessionId;
      counted = code;
      tell = event -> Mono.fromRunnable(() -> told.add(event));
    }

    Flux<KernelEvent> events(RunningExecution running) {
      return joined(running)
          .concatMap(event -> take(event).thenMany(told()), PREFETCH)
          .concatWith(Mono.defer(this::fulfil).thenMany(told()))
          .concatWith(Mono.defer(this::executed));
    }

    private Flux<KernelEvent> told() {
      return Flux.defer(
          () -> {
            List<KernelEvent> events = List.copyOf(told);
            told.clear();
            return Flux.fromIterable(events);
          });
    }

    Mono<KernelEvent.Executed> follow(RunningExecution running) {
      return joined(running)
          .concatMap(this::take, PREFETCH)
          .then(Mono.defer(this::fulfil))
          .then(Mono.defer(this::executed));
    }

    private Mono<Void> take(ExecutionEvent event) {
      return switch (event) {
        case ExecutionEvent.Started _ -> Mono.empty();
        case ExecutionEvent.Output(OutputEvent output) -> take(output);
        case ExecutionEvent.End end -> conclude(ended(end).result());
      };
    }

    /** An error that {@code kernel.py} has reported is the program's, whatever it looks like. */
    private FinishedExecution ended(ExecutionEvent.End end) {
      return raised == null ? requireLoaded(end) : requireEnded(end);
    }

    private Mono<Void> take(OutputEvent output) {
      return switch (output) {
        case OutputEvent.Stdout(String text) -> tell.apply(new KernelEvent.Stdout(text));
        case OutputEvent.Stderr(String text) -> tell.apply(new KernelEvent.Stderr(text));
        case OutputEvent.Display(String line) ->
            GuestMessage.read(line).map(this::take).orElseGet(Mono::empty);
        case OutputEvent.InputRequest(String text) -> tell.apply(request(text));
      };
    }

    private KernelEvent.InputRequest request(String text) {
      GuestMessage.Prompt asked = prompt;
      prompt = null;
      return asked == null
          ? new KernelEvent.InputRequest(text, false)
          : new KernelEvent.InputRequest(asked.text(), asked.hidden());
    }

    private Mono<Void> take(GuestMessage message) {
      switch (message) {
        case GuestMessage.Shown(var bundle, var id, var update) -> {
          return tell.apply(new KernelEvent.Display(bundle, id, update));
        }
        case GuestMessage.Value(var bundle) -> {
          return tell.apply(new KernelEvent.Result(bundle, count));
        }
        case GuestMessage.Cleared(boolean later) -> {
          return tell.apply(new KernelEvent.Clear(later));
        }
        case GuestMessage.Counted(int number) -> {
          if (counted != null) {
            count = number;
            return tell.apply(new KernelEvent.Input(counted, number));
          }
        }
        case GuestMessage.Prompt asked -> prompt = asked;
        case GuestMessage.Raised(var error) -> raised = error;
        case GuestMessage.Page(JsonNode data) -> keep(pages, data);
        case GuestMessage.Expressions(JsonNode values) -> expressions = values;
        case GuestMessage.Undo _, GuestMessage.Checkpoint _, GuestMessage.Restore _ ->
            keep(wishes, message);
      }
      return Mono.empty();
    }

    private static <T> void keep(List<T> kept, T more) {
      if (kept.size() < MOST_KEPT) {
        kept.add(more);
      }
    }

    private Mono<Void> conclude(ExecutionResult result) {
      KernelEvent.Failure error = CellErrors.of(result, raised);
      raised = error;
      if (error != null) {
        return tell.apply(error);
      }
      return result.outcome() instanceof Outcome.Completed(Optional<String> value)
          ? value.map(text -> tell.apply(plain(text))).orElseGet(Mono::empty)
          : Mono.empty();
    }

    private KernelEvent plain(String text) {
      JsonNode data = JsonNodeFactory.instance.objectNode().put("text/plain", text);
      return new KernelEvent.Result(
          new KernelEvent.Bundle(data, JsonNodeFactory.instance.objectNode(), 2L * text.length()),
          count);
    }

    /** Executes the requests that the cell has made for after its end. */
    private Mono<Void> fulfil() {
      return Flux.fromIterable(wishes).concatMap(this::fulfil, PREFETCH).then();
    }

    private Mono<Void> fulfil(GuestMessage wish) {
      Mono<?> done =
          wish instanceof GuestMessage.Undo(int cells)
              ? snapshots.undo(sessionId, cells + 1)
              : checkpoints.fulfil(sessionId, wish);
      return done.then()
          .onErrorResume(
              failure ->
                  tell.apply(new KernelEvent.Stderr(Failures.of(failure).getMessage() + "\n")));
    }

    private Mono<KernelEvent.Executed> executed() {
      return Mono.just(
          new KernelEvent.Executed(
              count, Optional.ofNullable(raised), pages, Optional.ofNullable(expressions)));
    }
  }
}
