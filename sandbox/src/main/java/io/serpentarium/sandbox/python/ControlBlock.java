package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.engine.GuestMemory;
import java.util.EnumSet;
import java.util.Set;

/**
 * The words in linear memory that host and guest share: the place of CPython's signal flags, the
 * memory limit, and the text written to stdout but not flushed yet.
 *
 * <p>The layout is the guest's {@code Control} struct, see {@code zig/guest}. A guest may overwrite
 * the block; every access is checked, and wrong values harm only that guest.
 */
final class ControlBlock {

  /** Version of the guest's ABI that this host speaks. */
  static final int ABI_VERSION = 3;

  private static final int IS_TRIPPED = 4;
  private static final int SIGINT_TRIPPED = 8;
  private static final int EVAL_BREAKER = 12;
  private static final int EVAL_BREAKER_BIT = 16;
  private static final int MEMORY_LIMIT = 20;
  private static final int STDOUT_BUFFER = 24;
  private static final int STDOUT_CAPACITY = 28;
  private static final int STDOUT_PENDING = 32;
  private static final int TERMINAL_ROWS = 40;
  private static final int TERMINAL_COLUMNS = 44;
  private static final int TERMINAL_SIGNALS = 48;
  private static final int TERMINAL_UNUSED = 52;
  private static final int TERMINAL_EXIT_CODE = 56;
  private static final int LIMITS_MET = 60;
  private static final int RESULT = 64;
  private static final int NATIVE_STACK = 68;

  private static final int MET_MEMORY = 1;
  private static final int MET_RECURSION = 2;

  private final GuestMemory memory;
  private final long address;
  private final long isTripped;
  private final long sigintTripped;
  private final long evalBreaker;
  private final byte evalBreakerBit;
  private final long stdoutBuffer;
  private final int stdoutCapacity;
  private final long limitsMet;
  private final long result;

  /**
   * Reads the block of a guest that has not run any user code yet.
   *
   * @param address the address returned by {@code guest_control}
   */
  ControlBlock(GuestMemory memory, long address) {
    this.memory = memory;
    this.address = address;
    int version = memory.getInt(address);
    if (version != ABI_VERSION) {
      throw new IllegalStateException(
          "python.wasm speaks guest ABI %d, this host %d".formatted(version, ABI_VERSION));
    }
    this.isTripped = memory.getUnsignedInt(address + IS_TRIPPED);
    this.sigintTripped = memory.getUnsignedInt(address + SIGINT_TRIPPED);
    this.evalBreaker = memory.getUnsignedInt(address + EVAL_BREAKER);
    this.evalBreakerBit = memory.getByte(address + EVAL_BREAKER_BIT);
    this.stdoutBuffer = memory.getUnsignedInt(address + STDOUT_BUFFER);
    this.stdoutCapacity = memory.getInt(address + STDOUT_CAPACITY);
    this.limitsMet = memory.getUnsignedInt(address + LIMITS_MET);
    this.result = memory.getUnsignedInt(address + RESULT);
  }

  /** Makes CPython look for signals, of which this raises none, as {@link #raiseSignal} says. */
  void nudge() {
    memory.putInt(isTripped, 1);
    remindOfSignal();
  }

  /**
   * Raises SIGINT in CPython, from any thread, while the guest may run. The guest's own update of
   * its eval breaker may undo the last write, so {@link #remindOfSignal} follows until {@link
   * #signalPending} answers false.
   */
  void raiseSignal() {
    memory.putInt(sigintTripped, 1);
    nudge();
  }

  /**
   * Makes CPython look for a raised signal, from any thread, while the guest may run. A signal that
   * has been taken meanwhile is not raised again.
   *
   * <p>Only the low byte of the eval breaker is touched: the rest of the word is the version of the
   * instrumentation, and a stale one would make the interpreter spin.
   */
  void remindOfSignal() {
    memory.putByte(evalBreaker, (byte) (memory.getByte(evalBreaker) | evalBreakerBit));
  }

  /** Returns whether the guest has not taken a raised signal yet. */
  boolean signalPending() {
    return memory.getInt(isTripped) != 0;
  }

  /** Clears a signal that was not taken. Only while the guest does not run. */
  void clearSignal() {
    memory.putInt(sigintTripped, 0);
    memory.putInt(isTripped, 0);
    memory.putByte(evalBreaker, (byte) (memory.getByte(evalBreaker) & ~evalBreakerBit));
  }

  /** The guest's allocator refuses to grow linear memory beyond this many bytes. */
  void setMemoryLimit(long bytes) {
    memory.putInt(address + MEMORY_LIMIT, (int) Math.min(bytes, 0xffff_ffffL));
  }

  /** Limits the guest's recursion in C to this many bytes of native stack. */
  void setNativeStack(long bytes) {
    memory.putInt(address + NATIVE_STACK, (int) bytes);
  }

  /** Forgets what {@link #limitsMet} says. */
  void forgetLimitsMet() {
    if (memory.getInt(limitsMet) != 0) {
      memory.putInt(limitsMet, 0);
    }
  }

  /**
   * Returns the limits that the interpreter has reported to the program since they were forgotten,
   * whether or not the program reacted.
   */
  Set<MetLimit> limitsMet() {
    int told = memory.getInt(limitsMet);
    Set<MetLimit> met = EnumSet.noneOf(MetLimit.class);
    if ((told & MET_MEMORY) != 0) {
      met.add(MetLimit.MEMORY);
    }
    if ((told & MET_RECURSION) != 0) {
      met.add(MetLimit.RECURSION);
    }
    return met;
  }

  /**
   * Returns the result of the last statement on the terminal, without the part already shown there.
   */
  GuestResult terminalResult() {
    return GuestResult.decode(memory, result);
  }

  /** Sets the size of the terminal's window for the guest. */
  void setTerminalSize(TerminalSize size) {
    memory.putInt(address + TERMINAL_ROWS, size.rows());
    memory.putInt(address + TERMINAL_COLUMNS, size.columns());
  }

  /**
   * Returns whether Ctrl-C on the terminal interrupts; the program may want it as a key instead.
   */
  boolean terminalSignals() {
    return memory.getInt(address + TERMINAL_SIGNALS) != 0;
  }

  /** Returns the number of typed bytes that the last operation on the terminal did not use. */
  int terminalUnused() {
    return memory.getInt(address + TERMINAL_UNUSED);
  }

  /** The exit code of the loop on the terminal, when it has ended. */
  int terminalExitCode() {
    return memory.getInt(address + TERMINAL_EXIT_CODE);
  }

  /** Drains the guest's buffer of stdout. Only in an import or between calls. */
  byte[] takePendingStdout() {
    int pending = memory.getInt(address + STDOUT_PENDING);
    if (pending <= 0 || pending > stdoutCapacity) {
      return EMPTY;
    }
    byte[] taken = new byte[pending];
    memory.read(stdoutBuffer, taken, 0, pending);
    memory.putInt(address + STDOUT_PENDING, 0);
    return taken;
  }

  private static final byte[] EMPTY = new byte[0];
}
