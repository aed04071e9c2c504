package io.serpentarium.sandbox.snapshot;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Linux's map of this process's pages, {@code /proc/self/pagemap}: a descriptor, and the ioctl on
 * it. Thread-safe.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/pagemap.html">Examining Process Page
 *     Tables</a>
 */
final class Pagemap implements AutoCloseable {

  private static final int READ_ONLY = 0;
  private static final int CLOSE_ON_EXEC = 0x80000;

  private final IoControl descriptor;

  private Pagemap(IoControl descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens it where there is one, of pages of {@link PageRanges#PAGE_BYTES}. */
  static Optional<Pagemap> open() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Linker.Option path = Linker.Option.firstVariadicArg(2);
    MethodHandle open =
        CFunctions.get("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), path);
    MethodHandle pageSize = CFunctions.get("getpagesize", FunctionDescriptor.of(JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      if ((int) pageSize.invokeExact() != PageRanges.PAGE_BYTES) {
        return Optional.empty();
      }
      MemorySegment name = arena.allocateFrom("/proc/self/pagemap");
      int descriptor = (int) open.invokeExact(name, READ_ONLY | CLOSE_ON_EXEC);
      return descriptor < 0
          ? Optional.empty()
          : Optional.of(new Pagemap(new IoControl(descriptor)));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls ioctl; negative where it failed. */
  int control(long request, MemorySegment argument) {
    return descriptor.control(request, argument);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
