package io.serpentarium.service.piston;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.execution.Transcript;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.socket.FrameIntake;
import io.serpentarium.service.edge.socket.Pulse;
import io.serpentarium.service.edge.socket.Sockets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Serves the sockets on which a program's streams are live, one program each. */
@Component
@OpenDoor(Door.PISTON)
final class PistonSockets {

  static final CloseStatus COMPLETED = new CloseStatus(4999, "Job Completed");
  static final CloseStatus INITIALIZED_TWICE = new CloseStatus(4000, "Already Initialized");
  static final CloseStatus NEVER_INITIALIZED = new CloseStatus(4001, "Initialization Timeout");
  static final CloseStatus FAILED = new CloseStatus(4002, "Notified Error");
  static final CloseStatus NOT_INITIALIZED = new CloseStatus(4003, "Not yet initialized");
  static final CloseStatus NOT_STDIN = new CloseStatus(4004, "Can only write to stdin");
  static final CloseStatus INVALID_SIGNAL = new CloseStatus(4005, "Invalid signal");

  /** The only one that Python has. */
  private static final String STAGE = "run";

  private static final Duration INITIALIZATION = Duration.ofSeconds(1);
  private static final Duration REVOCATION = Duration.ofSeconds(1);

  /** Names of POSIX that end a program; {@code SIGINT} is Ctrl-C. */
  private static final Set<String> DEADLY =
      Set.of(
          "SIGABRT",
          "SIGALRM",
          "SIGBUS",
          "SIGFPE",
          "SIGHUP",
          "SIGILL",
          "SIGKILL",
          "SIGPIPE",
          "SIGPROF",
          "SIGQUIT",
          "SIGSEGV",
          "SIGSYS",
          "SIGTERM",
          "SIGTRAP",
          "SIGUSR1",
          "SIGUSR2",
          "SIGVTALRM",
          "SIGXCPU",
          "SIGXFSZ");

  /** Names of POSIX that do nothing to a program by themselves. */
  private static final Set<String> IGNORED =
      Set.of(
          "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGWINCH");

  private final ProgramService programs;
  private final LimitPolicy limits;
  private final FrameIntake intake;
  private final BodyCaps caps;
  private final WireJson json;
  private final Heartbeats heartbeats;
  private final Workers workers;

  PistonSockets(
      ProgramService programs,
      LimitPolicy limits,
      FrameIntake intake,
      BodyCaps caps,
      WireJson json,
      Heartbeats heartbeats,
      Workers workers) {
    this.programs = programs;
    this.limits = limits;
    this.intake = intake;
    this.caps = caps;
    this.json = json;
    this.heartbeats = heartbeats;
    this.workers = workers;
  }

  /** Serves a socket until either side has enough. */
  Mono<Void> serve(WebSocketSession socket, Grant grant, String version) {
    return new Visit(socket, version).serve(grant);
  }

  /** A message from the client. */
  sealed interface Heard {

    record Init(PistonJob job) implements Heard {}

    record Data(String stream, String data) implements Heard {}

    record Signal(String name) implements Heard {}

    /** A message of an unknown type. */
    record Other() implements Heard {}

    static Heard read(JsonFields fields) {
      fields.allowUnknown();
      return switch (fields.text("type")) {
        case "init" -> new Init(PistonJob.read(fields));
        case "data" -> new Data(fields.optionalText("stream").orElse(""), fields.text("data"));
        case "signal" -> new Signal(fields.text("signal"));
        default -> new Other();
      };
    }
  }

  /** A socket and its program. */
  private final class Visit {

    private static final int PREFETCH = 1;

    private final WebSocketSession socket;
    private final String version;
    private final Sinks.One<PistonJob> initialized = Sinks.one();
    private final Sinks.Empty<Void> killed = Sinks.empty();
    private final Sinks.One<CloseStatus> left = Sinks.one();
    private final Pulse pulse = new Pulse(heartbeats.silence());
    private volatile boolean hasJob;
    private volatile boolean hasExited;
    private volatile @Nullable String killedBy;
    private volatile @Nullable RunningExecution running;

    Visit(WebSocketSession socket, String version) {
      this.socket = socket;
      this.version = version;
    }

    Mono<Void> serve(Grant grant) {
      return intake.accounted(holding -> serve(grant, holding));
    }

    private Mono<Void> serve(Grant grant, HeapHolding holding) {
      Flux<Frame> frames = Flux.merge(Flux.just(answers(holding), output()), 2, PREFETCH);
      Mono<CloseStatus> end =
          Mono.firstWithSignal(
              left.asMono(),
              grant.revoked(REVOCATION).thenReturn(Sockets.REVOKED),
              pulse.stopped(),
              neverInitialized());
      return Sockets.converse(socket, heartbeats, frames.map(frame -> sent(frame, holding)), end);
    }

    /** Sends a frame, after which the socket may be at its end. */
    private Mono<Void> sent(Frame frame, HeapHolding holding) {
      return Sockets.send(
              socket, json, holding, written -> Sockets.text(written.write(frame.content())))
          .doOnSuccess(done -> frame.end().ifPresent(left::tryEmitValue));
    }

    private Mono<CloseStatus> neverInitialized() {
      return Mono.delay(INITIALIZATION)
          .filter(late -> !hasJob)
          .map(late -> NEVER_INITIALIZED)
          .switchIfEmpty(Mono.never());
    }

    /**
     * The answers to unusable frames. Never completes by itself: the server would close the socket
     * immediately if nobody received from it.
     */
    private Flux<Frame> answers(HeapHolding holding) {
      return heard(holding)
          .doOnComplete(() -> left.tryEmitValue(CloseStatus.NORMAL))
          .doOnError(failure -> left.tryEmitValue(Sockets.closeStatus(failure)))
          .onErrorComplete()
          .concatWith(Flux.never());
    }

    private Flux<Frame> heard(HeapHolding holding) {
      return socket
          .receive()
          .doOnNext(message -> pulse.beat())
          .filter(message -> message.getType() == WebSocketMessage.Type.TEXT)
          .concatMap(message -> hear(message, holding), PREFETCH);
    }

    private Mono<Frame> hear(WebSocketMessage message, HeapHolding holding) {
      return intake
          .read(message, holding, text -> JsonFields.read(json.readFrame(text), Heard::read))
          .flatMap(this::react)
          .onErrorResume(failure -> Mono.just(failed(failure)));
    }

    private Mono<Frame> react(Heard heard) {
      return switch (heard) {
        case Heard.Init(PistonJob job) -> hasJob ? leave(INITIALIZED_TWICE) : begin(job);
        case Heard.Other _ -> Mono.empty();
        case Heard.Data _, Heard.Signal _ when !hasJob -> leave(NOT_INITIALIZED);
        case Heard.Data(String stream, String data) ->
            stream.equals("stdin") ? feed(data) : leave(NOT_STDIN);
        case Heard.Signal(String name) -> signal(name);
      };
    }

    private <T> Mono<T> leave(CloseStatus status) {
      left.tryEmitValue(status);
      return Mono.empty();
    }

    private <T> Mono<T> begin(PistonJob job) {
      caps.requireCode(job.code());
      hasJob = true;
      initialized.tryEmitValue(job);
      return Mono.empty();
    }

    /** Feeds stdin; a program that does not read its input is no reason to end it. */
    private Mono<Frame> feed(String data) {
      RunningExecution execution = running;
      return execution == null
          ? Mono.just(error("The program has not started, or has ended."))
          : workers
              .call(() -> execution.writeStdin(data))
              .filter(outcome -> outcome == StdinOutcome.FULL)
              .map(full -> error("The program's input buffer is full."));
    }

    private <T> Mono<T> signal(String name) {
      RunningExecution execution = running;
      if (name.equals("SIGINT")) {
        return execution == null
            ? Mono.empty()
            : workers.run(execution::interrupt).then(Mono.empty());
      }
      if (DEADLY.contains(name)) {
        killedBy = name;
        killed.tryEmitEmpty();
      } else if (!IGNORED.contains(name)) {
        return leave(INVALID_SIGNAL);
      }
      return Mono.empty();
    }

    /** All that the program does. */
    private Flux<Frame> output() {
      return initialized
          .asMono()
          .flatMapMany(this::run)
          .onErrorResume(failure -> Flux.just(failed(failure)))
          .concatWith(Flux.never());
    }

    private Flux<Frame> run(PistonJob job) {
      Flux<Frame> introduction =
          Flux.just(
              Frame.of("runtime").with("language", PistonJob.LANGUAGE).with("version", version),
              Frame.of("stage").with("stage", STAGE));
      Flux<Frame> program =
          CurrentTenant.with(tenant -> Mono.just(job.openScript(limits.of(tenant))))
              .flatMapMany(script -> programs.follow(script, (session, begun) -> follow(begun)));
      return Flux.concat(introduction, program);
    }

    private Flux<Frame> follow(RunningExecution begun) {
      running = begun;
      return begun
          .events()
          .concatMapIterable(this::frames, PREFETCH)
          .takeUntilOther(killed.asMono())
          .concatWith(Mono.defer(this::exitOfKilled));
    }

    private Mono<Frame> exitOfKilled() {
      String signal = killedBy;
      return signal == null || hasExited
          ? Mono.empty()
          : Mono.just(exit(new PistonStage.End(null, signal, null, "SG")));
    }

    private List<Frame> frames(ExecutionEvent event) {
      return switch (event) {
        case ExecutionEvent.Started _ -> List.of();
        case ExecutionEvent.Output(OutputEvent.Stdout(String text)) ->
            List.of(data("stdout", text));
        case ExecutionEvent.Output(OutputEvent.Stderr(String text)) ->
            List.of(data("stderr", text));
        case ExecutionEvent.Output _ -> List.of();
        case ExecutionEvent.Ended(FinishedExecution execution) -> ended(execution);
        case ExecutionEvent.Failed(Throwable cause) -> throw Exceptions.propagate(cause);
      };
    }

    private List<Frame> ended(FinishedExecution execution) {
      hasExited = true;
      String traceback = Transcript.traceback(execution);
      Frame exit = exit(PistonStage.End.of(execution.result().outcome()));
      return traceback.isEmpty() ? List.of(exit) : List.of(data("stderr", traceback), exit);
    }
  }

  /**
   * A frame to the client.
   *
   * @param content the content, written as JSON
   * @param end the close status of the socket, if this is the last frame
   */
  private record Frame(Map<String, @Nullable Object> content, Optional<CloseStatus> end) {

    static Frame of(String type) {
      Map<String, @Nullable Object> content = new LinkedHashMap<>();
      content.put("type", type);
      return new Frame(content, Optional.empty());
    }

    Frame with(String name, @Nullable Object value) {
      content.put(name, value);
      return this;
    }

    Frame asLast(CloseStatus status) {
      return new Frame(content, Optional.of(status));
    }
  }

  private static Frame data(String stream, String text) {
    return Frame.of("data").with("stream", stream).with("data", text);
  }

  private static Frame exit(PistonStage.End end) {
    return Frame.of("exit")
        .with("stage", STAGE)
        .with("code", end.code())
        .with("signal", end.signal())
        .asLast(COMPLETED);
  }

  private static Frame error(String message) {
    return Frame.of("error").with("message", message);
  }

  private static Frame failed(Throwable failure) {
    return error(PistonRoute.Messages.message(Problems.of(failure))).asLast(FAILED);
  }
}
