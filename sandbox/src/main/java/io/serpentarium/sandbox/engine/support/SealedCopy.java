package io.serpentarium.sandbox.engine.support;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.serpentarium.sandbox.libc.CFunctions;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A copy of a file in memory that cannot be changed, not even by this process: the verified bytes
 * are those used. Linux only.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html">F_ADD_SEALS</a>
 */
public final class SealedCopy implements AutoCloseable {

  private static final int NONE = -1;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int ALLOW_SEALING = 2;

  /** Says that it will be run, which newer kernels want to know and older ones refuse. */
  private static final int EXECUTABLE = 16;

  private static final int ADD_SEALS = 1033;

  /** F_SEAL_SEAL, SHRINK, GROW and WRITE. */
  private static final int ALL_SEALS = 15;

  private static final class Calls {
    static final MethodHandle CREATE =
        CFunctions.get("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle CONTROL =
        CFunctions.get(
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle CLOSE =
        CFunctions.get("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  private final int descriptor;

  private SealedCopy(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Copies a file; empty where the system has no files that can be sealed.
   *
   * @throws IOException if the file cannot be read
   */
  public static Optional<SealedCopy> of(Path file) throws IOException {
    int descriptor = System.getProperty("os.name").equals("Linux") ? create() : NONE;
    if (descriptor == NONE) {
      return Optional.empty();
    }
    SealedCopy copy = new SealedCopy(descriptor);
    boolean sealed = false;
    try (OutputStream out = Files.newOutputStream(copy.path())) {
      Files.copy(file, out);
      sealed = copy.seal();
    } finally {
      if (!sealed) {
        copy.close();
      }
    }
    return sealed ? Optional.of(copy) : Optional.empty();
  }

  private static int create() {
    int descriptor = create(CLOSE_ON_EXEC | ALLOW_SEALING | EXECUTABLE);
    return descriptor == NONE ? create(CLOSE_ON_EXEC | ALLOW_SEALING) : descriptor;
  }

  private static int create(int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) Calls.CREATE.invokeExact(arena.allocateFrom("serpentarium-library"), flags);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean seal() {
    try {
      return (int) Calls.CONTROL.invokeExact(descriptor, ADD_SEALS, ALL_SEALS) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the path by which this process finds the copy until it is closed. */
  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /** Closes the descriptor; mapped parts stay. */
  @Override
  public void close() {
    try {
      int _ = (int) Calls.CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
