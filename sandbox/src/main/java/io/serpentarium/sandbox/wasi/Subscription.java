package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;

/**
 * An event that {@code poll_oneoff} waits for.
 *
 * @param userData the value returned with the event
 * @param deadlineNanos the deadline of a clock, on the scale of {@link System#nanoTime()};
 *     otherwise {@link GuestWait#FOREVER}
 * @param descriptor the descriptor of a read or write
 */
record Subscription(long userData, Kind kind, long deadlineNanos, long descriptor) {

  static final int BYTES = 48;

  private static final int ABSOLUTE = 1;

  /** A time so far that no session lives to see it, and so near that no sum overflows. */
  private static final long LONGEST_WAIT = 1L << 60;

  /** The event that is waited for. */
  enum Kind {
    CLOCK(0),
    READ(1),
    WRITE(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** The number in preview1, {@code eventtype}. */
    int number() {
      return number;
    }

    private static Kind of(int number) throws ErrnoException {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  /**
   * Decodes one.
   *
   * @throws ErrnoException EINVAL for a kind, clock or flag that does not exist
   */
  static Subscription decode(GuestMemory memory, long address, ClockFunctions clocks)
      throws ErrnoException {
    long userData = memory.getLong(address);
    Kind kind = Kind.of(memory.getByte(address + 8));
    if (kind == Kind.CLOCK) {
      return new Subscription(userData, kind, deadline(memory, address, clocks), 0);
    }
    long descriptor = memory.getUnsignedInt(address + 16);
    return new Subscription(userData, kind, GuestWait.FOREVER, descriptor);
  }

  private static long deadline(GuestMemory memory, long address, ClockFunctions clocks)
      throws ErrnoException {
    long id = memory.getUnsignedInt(address + 16);
    long now = clocks.now(id);
    long flags = Short.toUnsignedLong(memory.getShort(address + 40));
    long timeout = memory.getLong(address + 24);
    boolean absolute = (Flags.CLOCK.of(flags) & ABSOLUTE) != 0;
    long left = timeout < 0 ? LONGEST_WAIT : absolute ? timeout - now : timeout;
    return System.nanoTime() + Math.clamp(left, 0, LONGEST_WAIT);
  }
}
