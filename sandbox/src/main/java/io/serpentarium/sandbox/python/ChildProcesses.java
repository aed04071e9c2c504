package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.wasi.GuestProcesses;
import io.serpentarium.sandbox.wasi.GuestWait;
import io.serpentarium.sandbox.wasi.GuestWait.Wake;
import io.serpentarium.sandbox.wasi.ProcessRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The programs that the guest of one run starts. Each runs in a guest of its own, on a thread of
 * its own and within what is left of the run's limits, on the run's files and streams; the run
 * waits until it has ended, whatever happens. For the guest's thread.
 */
final class ChildProcesses implements GuestProcesses {

  /** The most programs inside of one another, the first not counted. */
  static final int MOST_NESTED = 8;

  /** The most programs that one execution starts, those that its programs start among them. */
  static final int MOST_STARTED = 1_000;

  /** The longest wait for a thread. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** The time that an interrupted program has to end by itself. */
  private static final Duration INTERRUPT_GRACE = Duration.ofMillis(200);

  private static final int SIGINT = 2;
  private static final int SIGABRT = 6;
  private static final int SIGKILL = 9;
  private static final int SIGXCPU = 24;
  private static final int SIGXFSZ = 25;

  private final GuestRun parent;
  private final Guest guest;
  private final GuestHouse house;
  private final Lineage lineage;

  ChildProcesses(GuestRun parent, Guest guest, GuestHouse house, Lineage lineage) {
    this.parent = parent;
    this.guest = guest;
    this.house = house;
    this.lineage = lineage;
  }

  /** The place of a program among all that one execution starts. */
  static final class Lineage {

    private final int depth;
    private final AtomicInteger started;

    /** The execution itself. */
    Lineage() {
      this(0, new AtomicInteger());
    }

    private Lineage(int depth, AtomicInteger started) {
      this.depth = depth;
      this.started = started;
    }

    private Lineage child() {
      return new Lineage(depth + 1, started);
    }

    private boolean admitsOneMore() {
      return depth < MOST_NESTED && started.incrementAndGet() <= MOST_STARTED;
    }
  }

  /** Returns whether the run is an execution, and no program of another one. */
  boolean isFirst() {
    return lineage.depth == 0;
  }

  @Override
  public End run(ProcessRequest request) {
    if (!lineage.admitsOneMore()) {
      return new Refused(Refusal.TOO_MANY);
    }
    guest.console().beforeWait();
    try {
      return run(newChild(request), request.timeoutMillis());
    } catch (MemoryRefusedException e) {
      return new Refused(Refusal.MEMORY);
    } catch (SandboxException e) {
      return new Refused(Refusal.BUSY);
    }
  }

  private ChildProcess newChild(ProcessRequest request) {
    Guest child = house.newChild(guest);
    try {
      GuestRun run =
          new GuestRun(
              parent.left(),
              child,
              new History(0, false),
              house,
              guest.owner().newTurn(child.interruption()),
              lineage.child());
      return new ChildProcess(request, child, run, guest, house);
    } catch (RuntimeException | Error e) {
      child.close();
      throw e;
    }
  }

  private End run(ChildProcess child, long timeoutMillis) {
    Interruption interruption = guest.interruption();
    long deadline = deadline(timeoutMillis);
    interruption.setFollower(child::wake);
    boolean started = false;
    boolean killed = false;
    Wake wake = Wake.READY;
    try {
      started = start(child);
      if (!started) {
        return new Refused(Refusal.BUSY);
      }
      wake = interruption.until(child::hasEnded, deadline);
      if (wake == Wake.INTERRUPTED) {
        child.guestRun().interrupt();
        interruption.untilSoon(child::hasEnded, System.nanoTime() + INTERRUPT_GRACE.toNanos());
      }
      killed = !child.hasEnded();
    } finally {
      interruption.setFollower(() -> {});
      if (started) {
        child.guestRun().abandon();
        child.awaitEnd();
        parent.charge(child.cpuTime());
      } else {
        child.discard();
      }
    }
    Optional<Outcome> outcome = child.outcome();
    if (killed) {
      return wake == Wake.TIMED_OUT ? new TimedOut() : new Killed(SIGKILL);
    }
    return outcome.map(told -> end(child, told)).orElse(new Killed(SIGABRT));
  }

  private static long deadline(long timeoutMillis) {
    return timeoutMillis < 0 || timeoutMillis > Limit.WALL_TIME.most()
        ? GuestWait.FOREVER
        : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  private boolean start(ChildProcess child) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!house.executeChild(child)) {
      long now = System.nanoTime();
      if (now - end > 0
          || guest.interruption().until(() -> false, now + LOOK_AGAIN_NANOS) == Wake.INTERRUPTED) {
        return false;
      }
    }
    return true;
  }

  private static End end(ChildProcess child, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed _ -> new Exited(0);
      case Outcome.Exited(int code) -> {
        OptionalInt signal = child.signal();
        yield signal.isPresent()
            ? new Killed(signal.getAsInt())
            : new Exited(code & Ending.EXIT_CODES);
      }
      case Outcome.Raised(var error) ->
          error.name().equals(ChildProcess.KEYBOARD_INTERRUPT) ? new Killed(SIGINT) : new Exited(1);
      case Outcome.Interrupted() -> new Killed(SIGINT);
      case Outcome.LimitExceeded(Limit limit) ->
          new Killed(
              switch (limit) {
                case CPU_TIME -> SIGXCPU;
                case OUTPUT, DISK -> SIGXFSZ;
                case WALL_TIME, MEMORY -> SIGKILL;
              });
      case Outcome.Crashed _ -> new Killed(SIGABRT);
    };
  }
}
