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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether an address of this process can be read, without reading it: the kernel copies a
 * signal set from there for a call that it then refuses. Works on Linux on the processors that we
 * ship for; elsewhere no address counts as readable.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sigprocmask.2.html">rt_sigprocmask(2)</a>
 */
public final class ReadableAddress {

  /** The number of rt_sigprocmask(2), by processor. */
  private static final Map<String, Long> CALL_NUMBERS = Map.of("amd64", 14L, "aarch64", 135L);

  private static final int NO_SUCH_OPERATION = -1;
  private static final long SIGNAL_SET_BYTES = 8;
  private static final int EINVAL = 22;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final @Nullable Long NUMBER = CALL_NUMBERS.get(System.getProperty("os.arch"));
  private static final @Nullable MethodHandle SYSTEM_CALL =
      CFunctions.find(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));

  /** Returns whether the eight bytes at an address can be read. */
  public boolean test(long address) {
    MethodHandle call = SYSTEM_CALL;
    if (call == null || NUMBER == null) {
      return false;
    }
    long number = NUMBER;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long answer =
          (long) call.invokeExact(state, number, NO_SUCH_OPERATION, address, 0L, SIGNAL_SET_BYTES);
      return answer < 0 && (int) ERRNO.get(state, 0L) == EINVAL;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
