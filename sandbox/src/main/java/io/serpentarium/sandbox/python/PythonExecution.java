package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.sandbox.python.Interruption.Stopped;
import io.serpentarium.sandbox.snapshot.BeforeImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution, from the request to its result. {@link #run} is the guest's thread.
 *
 * <p>When it leaves a guest that must not be entered again, the state of before it is put back.
 */
final class PythonExecution implements Execution, Watchdog.Watched {

  /**
   * How long a guest that was stopped by a limit may take to unwind before it is abandoned. Its
   * session keeps what it did when it does, and is rolled back otherwise.
   */
  static final Duration GRACE = Duration.ofMillis(50);

  /**
   * Likewise for a guest that met its output limit. More, because nothing was promised in time, and
   * a session is worth more than what it writes in vain.
   */
  private static final Duration OUTPUT_GRACE = GRACE.multipliedBy(10);

  /**
   * When the engine itself ends a guest that nothing else has ended: behind {@link #GRACE}, and
   * with a tick of its clock still within 100 ms of the wall time.
   */
  private static final Duration DEADLINE_GRACE = Duration.ofMillis(75);

  private static final Logger LOG = LoggerFactory.getLogger(PythonExecution.class);

  private final ExecutionRequest request;
  private final Limits limits;
  private final Guest guest;
  private final History history;
  private final Duration interruptGrace;
  private final CpuTurn turn;
  private final StdinChannel stdin;
  private final @Nullable OutputPublisher publisher;
  private final ExecutionOutput output;
  private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
  private final GuestClock clock = new GuestClock();
  private volatile @Nullable Duration outputEnd;

  private @Nullable BeforeImage before;

  /**
   * An execution that its guest expects from now on.
   *
   * @param history of the session
   * @param interruptGrace how long it may take to end when it is interrupted
   * @param turn its use of the processor
   */
  PythonExecution(
      ExecutionRequest request,
      Limits limits,
      Guest guest,
      History history,
      Duration interruptGrace,
      CpuTurn turn) {
    this.request = request;
    this.limits = limits;
    this.guest = guest;
    this.history = history;
    this.interruptGrace = interruptGrace;
    this.turn = turn;
    this.stdin = stdinOf(request.stdin());
    this.publisher = request.streaming() ? new OutputPublisher(guest.interruption()::wake) : null;
    this.output = new ExecutionOutput(limits.outputBytes(), publisher);
    guest.interruption().begin(this);
  }

  private static StdinChannel stdinOf(Stdin stdin) {
    return switch (stdin) {
      case Stdin.Text text -> StdinChannel.fixed(text.text().getBytes(StandardCharsets.UTF_8));
      case Stdin.Open() -> StdinChannel.open();
    };
  }

  /**
   * Runs the code to its end.
   *
   * @return the result, not yet given to whoever waits for it: see {@link #complete}
   */
  ExecutionResult run(Watchdog watchdog) {
    clock.start();
    watchdog.add(this);
    Ending ending;
    try {
      ending = Ending.of(this::runGuest);
    } finally {
      watchdog.remove(this);
      guest.interruption().setTurn(null);
      turn.end();
    }
    return conclude(ending);
  }

  private GuestResult runGuest() {
    before = history.begin(guest);
    GuestInstance instance = guest.instance();
    instance.setDeadline(limits.wallTime().plus(DEADLINE_GRACE));
    guest.console().connect(stdin, output, this::overflow);
    instance.setMemoryLimit(limits.memoryBytes());
    guest.interruption().setTurn(turn);
    turn.begin();
    boolean program = request.mode() == ExecutionRequest.Mode.PROGRAM;
    if (program) {
      instance.setArguments(request.arguments());
    }
    return instance.execute(request.code(), program);
  }

  private void overflow() {
    if (outputEnd == null) {
      outputEnd = clock.wallTime().plus(OUTPUT_GRACE);
    }
    guest.interruption().stop(this, StopCause.OUTPUT);
  }

  private ExecutionResult conclude(Ending ending) {
    guest.console().flush();
    Stopped stopped = guest.interruption().end();
    stdin.end();
    output.end();
    Outcome outcome = ending.outcome(stopped);
    if (outcome instanceof Outcome.Crashed crashed) {
      LOG.info("An execution crashed: {}", crashed.detail());
    }
    Usage usage = usage();
    return new ExecutionResult(
        outcome,
        output.stdout().text(),
        output.stderr().text(),
        output.stdout().truncated(),
        output.stderr().truncated(),
        fate(ending.reusable(), stopped),
        usage);
  }

  private SessionFate fate(boolean reusable, Stopped stopped) {
    try (BeforeImage image = before) {
      if ((reusable && !stopped.killed()) || guest.isHibernated()) {
        return SessionFate.KEPT;
      }
      history.forgetLatest();
      boolean wanted = !stopped.cause().equals(Optional.of(StopCause.CLOSED));
      return wanted && image != null && guest.rollBack(image)
          ? SessionFate.ROLLED_BACK
          : SessionFate.LOST;
    }
  }

  private Usage usage() {
    long peak = guest.memoryBytes();
    return new Usage(clock.wallTime(), clock.cpuTime(), peak, output.writtenBytes());
  }

  /** Gives the result to whoever waits for it. */
  void complete(ExecutionResult value) {
    result.complete(value);
  }

  @Override
  public void check() {
    check(clock.wallTime(), limits.wallTime(), StopCause.WALL_TIME);
    check(clock.cpuTime(), limits.cpuTime(), StopCause.CPU_TIME);
    if (guest.interruption().ignoredFor(interruptGrace)) {
      guest.interruption().abandon(this, StopCause.INTERRUPT);
    }
    checkOutputEnd();
    guest.interruption().redeliver();
    turn.check();
  }

  private void checkOutputEnd() {
    Duration end = outputEnd;
    if (end != null && clock.wallTime().compareTo(end) > 0) {
      guest.interruption().abandon(this, StopCause.OUTPUT);
    }
  }

  private void check(Duration used, Duration limit, StopCause cause) {
    if (used.compareTo(limit.plus(GRACE)) > 0) {
      guest.interruption().abandon(this, cause);
    } else if (used.compareTo(limit) >= 0 && !guest.interruption().forced()) {
      guest.interruption().stop(this, cause);
    }
  }

  /** Stops it for good, because its session is closed. */
  void abandon() {
    guest.interruption().abandon(this, StopCause.CLOSED);
  }

  @Override
  public Flow.Publisher<OutputEvent> output() {
    if (publisher == null) {
      throw new IllegalStateException("the request was not streaming");
    }
    return publisher;
  }

  @Override
  public CompletionStage<ExecutionResult> result() {
    return result.minimalCompletionStage();
  }

  @Override
  public StdinOutcome writeStdin(byte[] data) {
    StdinOutcome outcome = stdin.offer(data);
    guest.interruption().wake();
    return outcome;
  }

  @Override
  public StdinOutcome endStdin() {
    StdinOutcome outcome = stdin.end();
    guest.interruption().wake();
    return outcome;
  }

  @Override
  public boolean interrupt() {
    return guest.interruption().stop(this, StopCause.INTERRUPT);
  }
}
