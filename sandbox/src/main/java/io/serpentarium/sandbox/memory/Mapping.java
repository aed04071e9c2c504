package io.serpentarium.sandbox.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A range of zeros mapped into this process, for one owner. Not on Linux it is the garbage
 * collector's to free.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class Mapping implements AutoCloseable {

  private static final int PAGE_BYTES = 4096;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS = 2 | 32;
  private static final int NO_DESCRIPTOR = -1;
  private static final long FAILED = -1;

  private static final @Nullable MethodHandle MAP =
      CFunctions.find(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final @Nullable MethodHandle UNMAP =
      CFunctions.find("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

  private final MemorySegment segment;
  private final boolean collected;

  private Mapping(MemorySegment segment, boolean collected) {
    this.segment = segment;
    this.collected = collected;
  }

  /**
   * Maps a range, or gives null where the system has no room.
   *
   * @param bytes a multiple of the page size
   */
  @SuppressWarnings("restricted")
  public static @Nullable Mapping create(long bytes) {
    MethodHandle map = MAP;
    if (map == null) {
      return new Mapping(Arena.ofAuto().allocate(bytes, PAGE_BYTES), true);
    }
    try {
      long mapped =
          (long) map.invokeExact(0L, bytes, READ_WRITE, PRIVATE_ANONYMOUS, NO_DESCRIPTOR, 0L);
      return mapped == FAILED
          ? null
          : new Mapping(MemorySegment.ofAddress(mapped).reinterpret(bytes), false);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The range; of no use after the close, which nothing checks. */
  public MemorySegment segment() {
    return segment;
  }

  long address() {
    return segment.address();
  }

  /** Unmaps it, once; nothing may touch it any more. */
  @Override
  public void close() {
    MethodHandle unmap = UNMAP;
    if (!collected && unmap != null) {
      try {
        int _ = (int) unmap.invokeExact(segment.address(), segment.byteSize());
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
