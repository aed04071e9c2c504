package io.serpentarium.sandbox.engine.support;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Linux's system call of that name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mprotect.2.html">mprotect(2)</a>
 */
final class Mprotect implements MemoryProtection {

  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final @Nullable MethodHandle MPROTECT =
      CFunctions.find(
          "mprotect",
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
          Linker.Option.captureCallState("errno"));

  static boolean available() {
    return MPROTECT != null;
  }

  @Override
  public int revoke(long address, long bytes) {
    return change(address, bytes, PROT_NONE);
  }

  @Override
  public int allow(long address, long bytes) {
    return change(address, bytes, PROT_READ_WRITE);
  }

  private static int change(long address, long bytes, int protection) {
    MethodHandle mprotect = MPROTECT;
    if (mprotect == null) {
      throw new UnsupportedOperationException("no mprotect here");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int failed = (int) mprotect.invokeExact(state, address, bytes, protection);
      return failed == 0 ? 0 : (int) ERRNO.get(state, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
