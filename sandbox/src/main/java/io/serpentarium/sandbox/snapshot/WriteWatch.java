package io.serpentarium.sandbox.snapshot;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the kernel note which pages are written to, by userfaultfd's asynchronous write protection
 * (Linux 6.7): within the fault that a first write to a page takes anyway. Afterwards {@link
 * PagemapScan} reads one bit a page. Thread-safe.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/userfaultfd.html">Userfaultfd</a>
 */
final class WriteWatch implements AutoCloseable {

  /** The number of userfaultfd(2), which the C library does not wrap, by processor. */
  private static final Map<String, Long> CALL_NUMBERS = Map.of("amd64", 323L, "aarch64", 282L);

  private static final int USER_MODE_ONLY = 1;
  private static final int CLOSE_ON_EXEC = 0x80000;

  private static final long API = 0xc018_aa3fL;
  private static final long REGISTER = 0xc020_aa00L;
  private static final long WRITE_PROTECT = 0xc018_aa06L;

  private static final long API_VERSION = 0xaa;
  private static final long WP_UNPOPULATED = 1 << 13;
  private static final long WP_ASYNC = 1 << 15;
  private static final long REGISTER_MODE_WP = 2;
  private static final long WRITE_PROTECT_MODE_WP = 1;

  /** Words of the longest argument, of REGISTER. */
  private static final int ARGUMENT_WORDS = 4;

  private final IoControl descriptor;

  private WriteWatch(IoControl descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a watch if the system permits it; usual seccomp profiles of containers do not.
   *
   * @param scan the scan to try it with
   */
  static Optional<WriteWatch> open(PagemapScan scan) {
    Long number = CALL_NUMBERS.get(System.getProperty("os.arch"));
    if (number == null || !isRecent(System.getProperty("os.version"))) {
      return Optional.empty();
    }
    int opened = (int) systemCall(number);
    if (opened < 0) {
      return Optional.empty();
    }
    WriteWatch watch = new WriteWatch(new IoControl(opened));
    if (watch.request(API, API_VERSION, WP_ASYNC | WP_UNPOPULATED, 0) && watch.works(scan)) {
      return Optional.of(watch);
    }
    watch.close();
    return Optional.empty();
  }

  /** Returns whether the kernel distinguishes swapped pages correctly, as from Linux 6.9 on. */
  static boolean isRecent(String kernel) {
    Matcher version = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(kernel);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > 6 || (major == 6 && Integer.parseInt(version.group(2)) >= 9);
  }

  private static long systemCall(long number) {
    MethodHandle call =
        CFunctions.get(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    try {
      return (long) call.invokeExact(number, USER_MODE_ONLY | CLOSE_ON_EXEC);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean works(PagemapScan scan) {
    try (Arena arena = Arena.ofConfined()) {
      int page = PageRanges.PAGE_BYTES;
      MemorySegment memory = arena.allocate(3L * page, page).fill((byte) 1);
      if (!watch(memory, 0, new PageRanges())) {
        return false;
      }
      memory.set(JAVA_BYTE, page, (byte) 2);
      PageRanges found = new PageRanges();
      scan.find(memory, 0, memory.byteSize(), found);
      return found.count() == 1 && found.first(0) == 1 && found.end(0) == 2;
    }
  }

  /**
   * Watches a memory until it is unmapped.
   *
   * @param from the offset at which to begin, a multiple of the page size
   * @param written pages from there on that count as written to already
   * @return whether the system lets it; if not, nothing may rely on what is noted
   */
  boolean watch(MemorySegment memory, long from, PageRanges written) {
    if (!request(REGISTER, memory.address(), memory.byteSize(), REGISTER_MODE_WP)) {
      return false;
    }
    long begin = from;
    boolean done = true;
    for (int range = 0; range < written.count(); range++) {
      done = done && protect(memory, begin, written.offset(range));
      begin = written.offset(range) + written.bytes(range);
    }
    return done && protect(memory, begin, memory.byteSize());
  }

  private boolean protect(MemorySegment memory, long begin, long end) {
    return begin >= end
        || request(WRITE_PROTECT, memory.address() + begin, end - begin, WRITE_PROTECT_MODE_WP);
  }

  private boolean request(long code, long first, long second, long third) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(JAVA_LONG, ARGUMENT_WORDS);
      argument.setAtIndex(JAVA_LONG, 0, first);
      argument.setAtIndex(JAVA_LONG, 1, second);
      argument.setAtIndex(JAVA_LONG, 2, third);
      return descriptor.control(code, argument) >= 0;
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
