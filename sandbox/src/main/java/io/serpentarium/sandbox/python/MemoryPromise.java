package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/** The bytes that an account has promised for the linear memory of one guest. Thread-safe. */
final class MemoryPromise {

  private final MemoryAccount account;
  private final AtomicLong bytes = new AtomicLong();

  /** A promise of nothing. */
  MemoryPromise(MemoryAccount account) {
    this.account = account;
  }

  /**
   * Sets the promise to a number of bytes.
   *
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room; the promise is
   *     unchanged
   */
  void set(long wanted) {
    change(before -> wanted);
  }

  /** Raises the promise to at least some bytes; throws as {@link #set} does. */
  void raise(long least) {
    change(before -> Math.max(before, least));
  }

  /** Adds to the promise; throws as {@link #set} does. */
  void add(long more) {
    change(before -> before + more);
  }

  /** Acquires before the promise grows, and releases after it has shrunk, without a lock. */
  private void change(LongUnaryOperator change) {
    while (true) {
      long before = bytes.get();
      long wanted = change.applyAsLong(before);
      long more = Math.max(0, wanted - before);
      if (more > 0) {
        account.acquire(Use.GUEST, more);
      }
      if (bytes.compareAndSet(before, wanted)) {
        if (wanted < before) {
          account.release(Use.GUEST, before - wanted);
        }
        return;
      }
      if (more > 0) {
        account.release(Use.GUEST, more);
      }
    }
  }
}
