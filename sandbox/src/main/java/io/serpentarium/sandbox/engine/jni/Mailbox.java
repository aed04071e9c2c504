package io.serpentarium.sandbox.engine.jni;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The memory through which a shim and the host pass the arguments and the result of a host call.
 *
 * <p>Little endian: the index of the import (i32), whether the call failed (i32), then one i64 for
 * each argument; the result takes the place of the first one.
 */
final class Mailbox {

  static final int INDEX = 0;
  static final int FAILED = 4;
  static final int SLOTS = 8;
  static final int SLOT_BYTES = 8;

  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment memory;

  Mailbox(MemorySegment memory) {
    this.memory = memory;
  }

  int index() {
    return memory.get(I32, INDEX);
  }

  long[] arguments(int count) {
    long[] arguments = new long[count];
    MemorySegment.copy(memory, I64, SLOTS, arguments, 0, count);
    return arguments;
  }

  void putResult(long result) {
    memory.set(I64, SLOTS, result);
  }

  void putFailed() {
    memory.set(I32, FAILED, 1);
  }
}
