package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;

/** The bytes that an account has promised for the linear memory of one guest. Thread-safe. */
final class MemoryPromise {

  private final MemoryAccount account;
  private long bytes;

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
  synchronized void set(long wanted) {
    if (wanted > bytes) {
      account.acquire(Use.GUEST, wanted - bytes);
    } else if (wanted < bytes) {
      account.release(Use.GUEST, bytes - wanted);
    }
    bytes = wanted;
  }

  /** Raises the promise to at least some bytes; throws as {@link #set} does. */
  synchronized void raise(long least) {
    if (least > bytes) {
      set(least);
    }
  }

  /** Adds to the promise; throws as {@link #set} does. */
  synchronized void add(long more) {
    set(bytes + more);
  }
}
