package io.serpentarium.sandbox.python;

import java.time.Duration;

/**
 * A call into a guest outside of executions that may run code of its user: it is killed when it
 * takes too long.
 */
final class TimedCall implements Watchdog.Watched {

  /** For what takes well under a millisecond when nobody interferes. */
  static final Duration LIMIT = Duration.ofSeconds(1);

  private final Interruption interruption;
  private final Watchdog watchdog;
  private final long start = System.nanoTime();

  /**
   * A call that begins now.
   *
   * @param interruption of the guest, which runs no execution
   */
  TimedCall(Interruption interruption, Watchdog watchdog) {
    this.interruption = interruption;
    this.watchdog = watchdog;
  }

  /**
   * Makes the call, on this thread.
   *
   * @throws RuntimeException what it throws, or that it took too long; the guest is of no use then
   */
  void run(Runnable call) {
    interruption.begin(this);
    watchdog.add(this);
    boolean killed;
    try {
      call.run();
    } finally {
      watchdog.remove(this);
      killed = interruption.end().killed();
    }
    if (killed) {
      throw new GuestStopped(StopCause.WALL_TIME);
    }
  }

  @Override
  public void check() {
    if (System.nanoTime() - start > LIMIT.toNanos()) {
      interruption.abandon(this, StopCause.WALL_TIME);
    }
  }
}
