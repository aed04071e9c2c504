package io.serpentarium.sandbox.vfs;

import java.util.function.LongSupplier;

/** A clock that stands still until it is set. */
final class ManualTime implements LongSupplier {

  private volatile long nanos;

  ManualTime(long nanos) {
    this.nanos = nanos;
  }

  void set(long newNanos) {
    nanos = newNanos;
  }

  @Override
  public long getAsLong() {
    return nanos;
  }
}
