package io.serpentarium.sandbox.confinement;

import io.serpentarium.sandbox.confinement.SeccompFilter.Instruction;
import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

/** The kernel's side of confinement, called by way of the C library. */
public final class Seccomp {

  private static final int SET_NO_NEW_PRIVS = 38;
  private static final int SET_MODE_FILTER = 1;
  private static final int FLAG_TSYNC = 1;
  private static final int INSTRUCTION_BYTES = 8;
  private static final int PROGRAM_BYTES = 16;
  private static final int PROGRAM_POINTER = 8;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private Seccomp() {}

  /**
   * Holds every thread of this process to a filter, and those that they start, for good.
   *
   * @return how many instructions it has
   * @throws UnsupportedConfinementException if the kernel refuses
   */
  public static int install(List<Instruction> filter) {
    control(SET_NO_NEW_PRIVS, 1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long number = Architecture.current() == Architecture.X86_64 ? 317 : 277;
      long address = program(filter, arena).address();
      require(
          "seccomp",
          call("syscall", state, number, SET_MODE_FILTER, FLAG_TSYNC, address, 0L),
          state);
      return filter.size();
    }
  }

  /**
   * Sets something of this process, by {@code prctl}.
   *
   * @throws UnsupportedConfinementException if the kernel refuses
   */
  static void control(int option, long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      require("prctl", call("prctl", state, option, value, 0L, 0L, 0L), state);
    }
  }

  /** The filter as {@code struct sock_fprog}. */
  private static MemorySegment program(List<Instruction> filter, Arena arena) {
    MemorySegment code = arena.allocate((long) filter.size() * INSTRUCTION_BYTES, 8);
    for (int i = 0; i < filter.size(); i++) {
      write(filter.get(i), code.asSlice((long) i * INSTRUCTION_BYTES, INSTRUCTION_BYTES));
    }
    MemorySegment program = arena.allocate(PROGRAM_BYTES, 8);
    program.set(ValueLayout.JAVA_SHORT, 0, (short) filter.size());
    program.set(ValueLayout.JAVA_LONG, PROGRAM_POINTER, code.address());
    return program;
  }

  private static void write(Instruction instruction, MemorySegment at) {
    at.set(ValueLayout.JAVA_SHORT, 0, (short) instruction.code());
    at.set(ValueLayout.JAVA_BYTE, 2, (byte) instruction.ifTrue());
    at.set(ValueLayout.JAVA_BYTE, 3, (byte) instruction.ifFalse());
    at.set(ValueLayout.JAVA_INT, 4, instruction.operand());
  }

  /** Calls a variadic function; both take a number first, by which the other arguments are read. */
  private static long call(
      String function, MemorySegment state, long number, long a, long b, long c, long d) {
    MethodHandle handle =
        CFunctions.get(
            function,
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    try {
      return (long) handle.invokeExact(state, number, a, b, c, d);
    } catch (Throwable e) {
      throw new UnsupportedConfinementException(function + " cannot be called", e);
    }
  }

  /** Checks a result; with TSYNC a positive one is the id of a thread that has another filter. */
  private static void require(String function, long result, MemorySegment state) {
    if ((int) result != 0) {
      throw new UnsupportedConfinementException(
          "%s answered %d (errno %d)"
              .formatted(function, (int) result, (int) ERRNO.get(state, 0L)));
    }
  }
}
