package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.linking.LinkLog;
import io.serpentarium.sandbox.wasi.HostState;

/**
 * The whole state of a guest between two executions. Its owner closes it; code that uses the state
 * while the owner may do so retains it meanwhile.
 *
 * @param monotonicNanos the time of its monotonic clock
 * @param links the side modules that it had linked, without which its memory makes no sense
 */
public record GuestState(MemoryImage memory, HostState host, long monotonicNanos, LinkLog links)
    implements AutoCloseable {

  /** Adds an owner, or throws IllegalStateException when it is closed. */
  public void retain() {
    memory.retain();
    try {
      host.retain();
    } catch (IllegalStateException e) {
      memory.release();
      throw e;
    }
  }

  /** Takes an owner away that was added. */
  public void release() {
    host.release();
    memory.release();
  }

  /** Releases the state. Idempotent. */
  @Override
  public void close() {
    host.close();
    memory.close();
  }
}
