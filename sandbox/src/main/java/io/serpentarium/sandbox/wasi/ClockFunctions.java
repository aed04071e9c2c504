package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;

/** The clocks, coarsened: a guest cannot time the host more finely than {@link #RESOLUTION}. */
final class ClockFunctions {

  /** Nanoseconds between two values that a guest can tell apart. */
  static final long RESOLUTION = 1_000;

  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  private static final int PROCESS_CPU = 2;
  private static final int THREAD_CPU = 3;
  private static final GuestAlarms.Clock[] ALARMS = GuestAlarms.Clock.values();

  private final GuestView guest;
  private final WasiClock clock;
  private final GuestAlarms alarms;

  ClockFunctions(GuestView guest, WasiClock clock, GuestAlarms alarms) {
    this.guest = guest;
    this.clock = clock;
    this.alarms = alarms;
  }

  /**
   * Registers the functions.
   *
   * @param table the table of preview1
   * @param extensions the table of functions that preview1 lacks
   */
  void register(FunctionTable table, FunctionTable extensions) {
    table.add("clock_res_get", "ii", a -> clockResGet(a[0], a[1]));
    table.add("clock_time_get", "ili", a -> clockTimeGet(a[0], a[2]));
    extensions.add("set_alarm", "il", a -> setAlarm(a[0], a[1]));
  }

  /**
   * Writes the resolution of a clock, in nanoseconds.
   *
   * @throws ErrnoException EFAULT or EINVAL
   */
  private void clockResGet(long id, long result) throws ErrnoException {
    if (id > THREAD_CPU) {
      throw new ErrnoException(Errno.EINVAL);
    }
    guest.memory().putLong(result, RESOLUTION);
  }

  /**
   * Writes the time of a clock, in nanoseconds.
   *
   * @throws ErrnoException EFAULT or EINVAL
   */
  private void clockTimeGet(long id, long result) throws ErrnoException {
    long now = now(id);
    guest.memory().putLong(result, now - now % RESOLUTION);
  }

  /**
   * Makes the guest look for signals after a time in nanoseconds, or cancels that with zero.
   *
   * @throws ErrnoException EINVAL
   */
  private void setAlarm(long timer, long delay) throws ErrnoException {
    if (timer >= ALARMS.length || delay < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    alarms.set(ALARMS[(int) timer], delay);
  }

  /**
   * Reads a clock.
   *
   * @throws ErrnoException EINVAL for one that does not exist
   */
  long now(long id) throws ErrnoException {
    return switch ((int) id) {
      case REALTIME -> clock.realtime();
      case MONOTONIC -> clock.monotonic();
      case PROCESS_CPU, THREAD_CPU -> clock.cpuTime();
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }
}
