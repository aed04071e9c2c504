package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.python.GuestDoor.Inside;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A call into a guest outside of executions that may run code of its user: it waits for a permit,
 * is killed when it takes too long, and its CPU time is charged.
 */
final class TimedCall implements Watchdog.Watched {

  /** The time limit of calls that take well under a millisecond unless a guest interferes. */
  static final Duration LIMIT = Duration.ofSeconds(1);

  /** The longest wait for a permit. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Guest guest;
  private final GuestOwner owner;
  private final Watchdog watchdog;
  private final CpuTurn turn;
  private final GuestClock clock = new GuestClock();
  private final long made = System.nanoTime();
  private volatile long entered;

  /** A call into a guest, which runs no execution. */
  TimedCall(Guest guest, GuestOwner owner, Watchdog watchdog) {
    this.guest = guest;
    this.owner = owner;
    this.watchdog = watchdog;
    this.turn = owner.newTurn(guest.interruption());
  }

  /**
   * Makes the call, on this thread.
   *
   * @param memoryBytes the most that the instance's memory may become
   * @throws RuntimeException the call's exception, or that it took too long; the guest must not be
   *     used then
   */
  void run(GuestInstance instance, long memoryBytes, Consumer<Inside> call) {
    guest.interruption().begin(this);
    clock.start();
    watchdog.add(this);
    boolean killed;
    try {
      new GuestDoor(guest.interruption(), turn)
          .enter(
              instance,
              memoryBytes,
              PATIENCE.plus(LIMIT.multipliedBy(2)),
              this::onEntry,
              inside -> {
                call.accept(inside);
                return true;
              });
    } finally {
      watchdog.remove(this);
      killed = guest.interruption().end().killed();
      owner.cpu().charge(clock.cpuTime());
    }
    if (killed) {
      throw new GuestStopped(StopCause.WALL_TIME);
    }
  }

  private void onEntry() {
    entered = Math.max(1, System.nanoTime() - made);
  }

  @Override
  public void check() {
    turn.check();
    long since = System.nanoTime() - made;
    boolean over = entered == 0 ? since > PATIENCE.toNanos() : since - entered > LIMIT.toNanos();
    if (over) {
      guest.interruption().abandon(this, StopCause.WALL_TIME);
    }
  }
}
