package io.serpentarium.sandbox.snapshot;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A file that lies in memory and has no name. Linux only.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
final class MemoryFile implements AutoCloseable {

  private static final int CLOSE_ON_EXEC = 1;
  private static final int READ_WRITE = 3;
  private static final int SHARED = 1;
  private static final int PRIVATE_FIXED = 2 | 16;
  private static final long FAILED = -1;

  private static final class Calls {
    static final MethodHandle CREATE =
        CFunctions.get("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle RESIZE =
        CFunctions.get("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    static final MethodHandle MAP =
        CFunctions.get(
            "mmap",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    static final MethodHandle UNMAP =
        CFunctions.get("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    static final MethodHandle CLOSE =
        CFunctions.get("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  /** Fills mapped memory. */
  interface Filler {
    void fill(MemorySegment content);
  }

  private final int descriptor;

  private MemoryFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Creates a file.
   *
   * @param bytes its size, more than 0
   * @throws EngineException if the system has no room for it
   */
  static MemoryFile create(long bytes, Filler filler) {
    MemoryFile file = new MemoryFile(newDescriptor());
    try {
      file.fill(bytes, filler);
      return file;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static int newDescriptor() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("serpentarium");
      int descriptor = (int) Calls.CREATE.invokeExact(name, CLOSE_ON_EXEC);
      require(descriptor >= 0, "memfd_create");
      return descriptor;
    } catch (EngineException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted")
  private void fill(long bytes, Filler filler) {
    try {
      require((int) Calls.RESIZE.invokeExact(descriptor, bytes) == 0, "ftruncate");
      long address = (long) Calls.MAP.invokeExact(0L, bytes, READ_WRITE, SHARED, descriptor, 0L);
      require(address != FAILED, "mmap");
      try {
        filler.fill(MemorySegment.ofAddress(address).reinterpret(bytes));
      } finally {
        int _ = (int) Calls.UNMAP.invokeExact(address, bytes);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Maps a part of the file over memory of this process, copy-on-write.
   *
   * @param address the address of pages that are the caller's to replace
   * @throws IllegalStateException if that fails; the memory must not be touched then
   */
  void lay(long offset, long address, long bytes) {
    try {
      long laid =
          (long)
              Calls.MAP.invokeExact(address, bytes, READ_WRITE, PRIVATE_FIXED, descriptor, offset);
      if (laid != address) {
        throw new IllegalStateException("the system refuses to map a file that is in memory");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes the descriptor; parts that were mapped over memory stay. */
  @Override
  public void close() {
    try {
      int _ = (int) Calls.CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(boolean done, String call) {
    if (!done) {
      throw new EngineException("the system refuses " + call, null);
    }
  }
}
