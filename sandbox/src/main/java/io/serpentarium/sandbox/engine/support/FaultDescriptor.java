package io.serpentarium.sandbox.engine.support;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A descriptor of userfaultfd(2), which reports the threads that stand still at a missing page. Not
 * thread-safe, except {@link #await} and {@link #wake}.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/userfaultfd.html">Userfaultfd</a>
 */
final class FaultDescriptor implements AutoCloseable {

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  /** The number of userfaultfd(2), which the C library does not wrap, by processor. */
  private static final Map<String, Long> CALL_NUMBERS = Map.of("amd64", 323L, "aarch64", 282L);

  private static final int USER_MODE_ONLY = 1;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int NON_BLOCKING = 0x800;

  private static final long API = 0xc018_aa3fL;
  private static final long REGISTER = 0xc020_aa00L;
  private static final long UNREGISTER = 0x8010_aa01L;
  private static final long API_VERSION = 0xaa;
  private static final long MODE_MISSING = 1;

  /** Bytes of the longest argument of a request, that of REGISTER. */
  private static final int ARGUMENT_BYTES = 32;

  private static final int MESSAGE_BYTES = 32;
  private static final int MESSAGE_ADDRESS = 16;
  private static final byte PAGE_FAULT = 0x12;
  private static final int MOST_MESSAGES = 16;

  private static final int POLLED_BYTES = 8;
  private static final int POLLED_EVENTS = 4;
  private static final short POLL_IN = 1;
  private static final int MADV_DONTNEED = 4;

  private static final class Calls {
    static final MethodHandle SYSTEM_CALL =
        CFunctions.get(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    static final MethodHandle CONTROL =
        CFunctions.get(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle ADVISE =
        CFunctions.get("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    static final MethodHandle EVENT =
        CFunctions.get("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    static final MethodHandle READ =
        CFunctions.get("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle WRITE =
        CFunctions.get("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle POLL =
        CFunctions.get("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    static final MethodHandle CLOSE =
        CFunctions.get("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment argument = arena.allocate(ARGUMENT_BYTES, Long.BYTES);
  private final MemorySegment messages =
      arena.allocate((long) MOST_MESSAGES * MESSAGE_BYTES, Long.BYTES);
  private final MemorySegment polled = arena.allocate(2L * POLLED_BYTES, Long.BYTES);
  private final int faults;
  private final int waker;

  private FaultDescriptor(int faults, int waker) {
    this.faults = faults;
    this.waker = waker;
    polled.set(JAVA_INT, 0, faults);
    polled.set(JAVA_SHORT, POLLED_EVENTS, POLL_IN);
    polled.set(JAVA_INT, POLLED_BYTES, waker);
    polled.set(JAVA_SHORT, POLLED_BYTES + POLLED_EVENTS, POLL_IN);
  }

  /** Opens a descriptor if the system permits it; usual seccomp profiles of containers do not. */
  static Optional<FaultDescriptor> open() {
    Long number = CALL_NUMBERS.get(System.getProperty("os.arch"));
    if (!LINUX || number == null) {
      return Optional.empty();
    }
    int faults = newFaults(number);
    if (faults < 0) {
      return Optional.empty();
    }
    FaultDescriptor opened = new FaultDescriptor(faults, newWaker());
    if (opened.waker >= 0 && opened.request(API, API_VERSION, 0, 0) && opened.works()) {
      return Optional.of(opened);
    }
    opened.close();
    return Optional.empty();
  }

  private static int newFaults(long number) {
    try {
      return (int)
          (long)
              Calls.SYSTEM_CALL.invokeExact(number, USER_MODE_ONLY | CLOSE_ON_EXEC | NON_BLOCKING);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int newWaker() {
    try {
      return (int) Calls.EVENT.invokeExact(0, CLOSE_ON_EXEC | NON_BLOCKING);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean works() {
    try (Arena tried = Arena.ofConfined()) {
      long page = tried.allocate(2 * UserFaults.PAGE_BYTES, UserFaults.PAGE_BYTES).address();
      return register(page) && unregister(page);
    }
  }

  /**
   * Stops every thread that loads from a page or stores to it in user mode; the page loses its
   * content.
   *
   * @return whether the system permits that; if not, nothing has changed but the content
   */
  boolean register(long page) {
    return request(REGISTER, page, UserFaults.PAGE_BYTES, MODE_MISSING) && dropped(page);
  }

  private boolean dropped(long page) {
    try {
      if ((int) Calls.ADVISE.invokeExact(page, UserFaults.PAGE_BYTES, MADV_DONTNEED) == 0) {
        return true;
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    unregister(page);
    return false;
  }

  /** Wakes the threads that stand still at a page, whose content is zeros. */
  boolean unregister(long page) {
    return request(UNREGISTER, page, UserFaults.PAGE_BYTES, 0);
  }

  private boolean request(long code, long first, long second, long third) {
    argument.set(JAVA_LONG, 0, first);
    argument.set(JAVA_LONG, Long.BYTES, second);
    argument.set(JAVA_LONG, 2 * Long.BYTES, third);
    argument.set(JAVA_LONG, 3 * Long.BYTES, 0);
    try {
      return (int) Calls.CONTROL.invokeExact(faults, code, argument) >= 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the pages at which threads stand still that were not reported before, some of many. */
  long[] read() {
    try {
      long bytes = (long) Calls.READ.invokeExact(faults, messages, messages.byteSize());
      int count = (int) Math.max(0, bytes / MESSAGE_BYTES);
      long[] pages = new long[count];
      int found = 0;
      for (int i = 0; i < count; i++) {
        long at = (long) i * MESSAGE_BYTES;
        if (messages.get(JAVA_BYTE, at) == PAGE_FAULT) {
          pages[found++] = messages.get(JAVA_LONG, at + MESSAGE_ADDRESS) & -UserFaults.PAGE_BYTES;
        }
      }
      return Arrays.copyOf(pages, found);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until a thread stands still, or until it is woken; may return early. */
  void await() {
    try {
      int _ = (int) Calls.POLL.invokeExact(polled, 2L, -1);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends every {@link #await} from now on. */
  void wake() {
    try (Arena one = Arena.ofConfined()) {
      MemorySegment count = one.allocateFrom(JAVA_LONG, 1);
      long _ = (long) Calls.WRITE.invokeExact(waker, count, (long) Long.BYTES);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes the descriptor; threads that stand still go on. */
  @Override
  public void close() {
    try {
      int _ = (int) Calls.CLOSE.invokeExact(faults);
      if (waker >= 0) {
        int _ = (int) Calls.CLOSE.invokeExact(waker);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
