package io.serpentarium.sandbox.wasi;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits in earnest, for guests that nobody interrupts. */
final class TimedWait implements GuestWait {

  @Override
  public Wake until(BooleanSupplier ready, long deadlineNanos) {
    while (!ready.getAsBoolean()) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return Wake.TIMED_OUT;
      }
      LockSupport.parkNanos(left);
    }
    return Wake.READY;
  }
}
