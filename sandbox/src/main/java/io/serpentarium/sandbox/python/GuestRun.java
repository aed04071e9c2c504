package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.python.GuestDoor.Inside;
import io.serpentarium.sandbox.python.Interruption.Stopped;
import io.serpentarium.sandbox.snapshot.BeforeImage;
import io.serpentarium.sandbox.wasi.Refusals;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call into a guest that runs user code: limited, measured, and rolled back if it leaves a guest
 * that must not be entered again. {@link #call} runs on the guest's thread.
 */
final class GuestRun implements Watchdog.Watched {

  /**
   * The time in which a guest that was stopped by a limit must unwind before it is abandoned. If it
   * does, its session keeps the effects; otherwise the session is rolled back.
   */
  static final Duration GRACE = Duration.ofMillis(50);

  /**
   * The time to unwind for a guest that exceeded its output limit; longer, because no deadline was
   * promised, and a session is worth more than its excess output.
   */
  private static final Duration OUTPUT_GRACE = GRACE.multipliedBy(10);

  /**
   * The time after which the engine itself ends a guest that nothing else has ended: after {@link
   * #GRACE}, and with a tick of its clock still within 100 ms of the wall time.
   */
  private static final Duration DEADLINE_GRACE = Duration.ofMillis(75);

  /** CPU time after which it is worth while to look how much memory was taken. */
  private static final Duration WORTH_MEASURING = Duration.ofMillis(1);

  /** The longest wait for a user to type. */
  private static final Duration TYPING = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(GuestRun.class);

  private final Limits limits;
  private final Guest guest;
  private final History history;
  private final GuestHouse house;
  private final CpuTurn turn;
  private final ChildProcesses children;
  private final GuestDoor door;
  private final Refusals refusedBefore;
  private final GuestClock clock = new GuestClock();
  private volatile @Nullable Duration outputEnd;
  private volatile @Nullable GuestInstance running;

  private boolean takenBack;
  private @Nullable BeforeImage before;
  private @Nullable ControlBlock entered;

  /**
   * Creates a run that its guest expects from now on.
   *
   * @param history the history of the session, to which the run adds
   * @param house the sandbox, whose watchdog looks after it
   * @param turn its use of the processor
   */
  GuestRun(Limits limits, Guest guest, History history, GuestHouse house, CpuTurn turn) {
    this(limits, guest, history, house, turn, new ChildProcesses.Lineage());
  }

  /**
   * Creates a run of a program that another one may have started.
   *
   * @param lineage the place among those that one execution has started
   */
  GuestRun(
      Limits limits,
      Guest guest,
      History history,
      GuestHouse house,
      CpuTurn turn,
      ChildProcesses.Lineage lineage) {
    this.limits = limits;
    this.guest = guest;
    this.history = history;
    this.house = house;
    this.turn = turn;
    this.children = new ChildProcesses(this, guest, house, lineage);
    this.door = new GuestDoor(guest.interruption(), turn);
    this.refusedBefore = guest.refusals();
    guest.interruption().begin(this);
  }

  /**
   * Runs to the end.
   *
   * @param entry the call to make once the instance has its limits
   * @param output the output of the result, ended when this returns
   * @throws MemoryRefusedException if there is no room for the data of a roll-back; nothing has
   *     run, and the guest is unchanged
   * @throws SandboxSaturatedException if the system has no room for it; nothing has run, and the
   *     guest is unchanged
   */
  ExecutionResult call(Function<Inside, GuestResult> entry, ExecutionOutput output) {
    clock.start();
    house.watchdog().add(this);
    Ending ending;
    try {
      ending = Ending.of(begun(entry));
    } finally {
      house.watchdog().remove(this);
    }
    return conclude(ending, output);
  }

  /** Runs as {@link #call} does, and puts the guest back to where it was before. */
  ExecutionResult callAndTakeBack(Function<Inside, GuestResult> entry, ExecutionOutput output) {
    takenBack = true;
    return call(entry, output);
  }

  /**
   * Makes the way back. A lack of memory or descriptors refuses the run, and costs nothing else;
   * any other failure is the guest's end.
   */
  private Supplier<GuestResult> begun(Function<Inside, GuestResult> entry) {
    try {
      guest.promise(limits);
      before = history.begin(guest);
      return () -> enter(entry);
    } catch (MemoryRefusedException e) {
      guest.interruption().end();
      throw e;
    } catch (EngineException e) {
      guest.interruption().end();
      throw new SandboxSaturatedException("no room for the data of a roll-back", e);
    } catch (RuntimeException | Error e) {
      return () -> {
        throw e;
      };
    }
  }

  private GuestResult enter(Function<Inside, GuestResult> entry) {
    GuestInstance instance = guest.instance();
    entered = instance.control();
    entered.forgetLimitsMet();
    guest.reopenStreams();
    instance.tellNativeStack();
    guest.beginCpuTime();
    running = instance;
    guest.setProcesses(children);
    GuestResult result;
    try {
      result = door.enter(instance, limits.memoryBytes(), untilDeadline(), () -> {}, entry);
    } finally {
      guest.forgetProcesses();
    }
    checkMemory(instance);
    return result;
  }

  /** Returns the limits of a program that the guest starts: what is left of its own. */
  Limits left() {
    return limits.with(
        Map.of(
            Limit.WALL_TIME, left(limits.wallTime(), clock.wallTime()),
            Limit.CPU_TIME, left(limits.cpuTime(), clock.cpuTime())));
  }

  private static long left(Duration limit, Duration used) {
    return Math.max(1, limit.minus(used).toMillis());
  }

  /** Returns whether it is an execution, and no program that one has started. */
  boolean isExecution() {
    return children.isFirst();
  }

  /** Charges the CPU time of a program that the guest has started. */
  void charge(Duration cpuTime) {
    clock.charge(cpuTime);
  }

  private void extendDeadline() {
    guest.instance().setDeadline(untilDeadline());
  }

  private Duration untilDeadline() {
    return limits.wallTime().minus(clock.wallTime()).plus(DEADLINE_GRACE);
  }

  /**
   * Excludes the time in which the guest waits for a user to type.
   *
   * @param starved whether the present wait is such a wait
   */
  void countNoTyping(BooleanSupplier starved) {
    guest
        .interruption()
        .onWaits(
            () -> {
              if (starved.getAsBoolean()) {
                clock.pause();
              }
            },
            () -> {
              if (clock.resume()) {
                extendDeadline();
              }
            });
  }

  /** Notes that the output limit was exceeded. On the guest's thread. */
  void overflow() {
    if (outputEnd == null) {
      outputEnd = clock.wallTime().plus(OUTPUT_GRACE);
    }
    guest.interruption().stop(this, StopCause.OUTPUT);
  }

  private ExecutionResult conclude(Ending ending, ExecutionOutput output) {
    guest.console().flush();
    guest.console().disconnect();
    output.end();
    Stopped stopped = guest.interruption().end();
    Outcome outcome = ending.outcome(stopped);
    if (outcome instanceof Outcome.Crashed crashed && isExecution()) {
      LOG.info("An execution crashed: {}", crashed.detail());
    }
    Usage usage =
        new Usage(clock.wallTime(), clock.cpuTime(), guest.memoryBytes(), output.writtenBytes());
    Set<MetLimit> told = entered == null ? Set.of() : entered.limitsMet();
    Set<MetLimit> met = MetLimits.of(outcome, told, guest.refusals().since(refusedBefore));
    if (ending instanceof Ending.NoRoom) {
      met.add(MetLimit.MEMORY);
    }
    SessionFate fate = fate(ending.reusable(), stopped);
    if (isExecution()
        && fate != SessionFate.LOST
        && usage.cpuTime().compareTo(WORTH_MEASURING) > 0) {
      measure();
    }
    return new ExecutionResult(
        outcome,
        output.stdout().take(),
        output.stderr().take(),
        output.stdout().truncated(),
        output.stderr().truncated(),
        output.displayed(),
        fate,
        usage,
        met);
  }

  /**
   * Less time is not enough to take much memory, and the next run will look. The guest of a program
   * that one has started is released immediately.
   */
  private void measure() {
    if (!guest.isHibernated()) {
      guest.measure();
    }
  }

  private SessionFate fate(boolean reusable, Stopped stopped) {
    try (BeforeImage image = before) {
      boolean untouched = reusable && !stopped.killed() && !takenBack;
      if (untouched || guest.isHibernated()) {
        return SessionFate.KEPT;
      }
      history.forgetLatest();
      boolean wanted = !stopped.cause().equals(Optional.of(StopCause.CLOSED));
      return wanted && image != null && guest.rollBack(image)
          ? SessionFate.ROLLED_BACK
          : SessionFate.LOST;
    }
  }

  @Override
  public void check() {
    check(clock.wallTime(), limits.wallTime(), StopCause.WALL_TIME);
    check(clock.cpuTime(), limits.cpuTime(), StopCause.CPU_TIME);
    check(clock.pausedFor(), TYPING, StopCause.WALL_TIME);
    if (guest.interruption().ignoredFor(house.interruptGrace())) {
      guest.interruption().abandon(this, StopCause.INTERRUPT);
    }
    checkOutputEnd();
    GuestInstance instance = running;
    if (instance != null) {
      checkMemory(instance);
    }
    guest.interruption().redeliver();
    turn.check();
  }

  private void checkMemory(GuestInstance instance) {
    if (instance.exceedsMemoryLimit()) {
      guest.interruption().abandon(this, StopCause.MEMORY);
    }
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

  /**
   * Ctrl-C.
   *
   * @return whether it was still running
   */
  boolean interrupt() {
    return guest.interruption().stop(this, StopCause.INTERRUPT);
  }

  /** Stops it for good, because its session is closed. */
  void abandon() {
    guest.interruption().abandon(this, StopCause.CLOSED);
  }
}
