package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Admits work while there is memory for it: the memory limits of all that runs, and what idle
 * sessions have grown by, fit into a budget, and the machine has some left in fact. Thread-safe;
 * may read files.
 */
public final class MemoryGate {

  private final long budget;
  private final long reserve;
  private final LongSupplier available;
  private final AtomicLong promised = new AtomicLong();
  private volatile long idle;

  /**
   * @param budget bytes that may be promised to executions together
   * @param reserve bytes that have to be left on the machine
   * @param available bytes that are left there now
   */
  public MemoryGate(long budget, long reserve, LongSupplier available) {
    this.budget = budget;
    this.reserve = reserve;
    this.available = available;
  }

  /**
   * Promises so much to an execution.
   *
   * @throws SandboxSaturatedException when the node cannot keep that promise
   */
  public void acquire(long bytes) {
    requireRoom();
    if (promised.addAndGet(bytes) > budget - idle) {
      promised.addAndGet(-bytes);
      throw new SandboxSaturatedException("the node's memory is promised to others");
    }
  }

  /** Takes a promise back. */
  public void release(long bytes) {
    promised.addAndGet(-bytes);
  }

  /**
   * Lets new sessions pass.
   *
   * @throws SandboxSaturatedException when the machine is short of memory
   */
  public void requireRoom() {
    if (available.getAsLong() < reserve) {
      throw new SandboxSaturatedException("the machine is short of memory");
    }
  }

  /** Tells what sessions hold in which nothing runs: as much less can be promised. */
  public synchronized void holdIdle(long bytes) {
    idle = bytes;
  }

  /** Turns a promise into what idle sessions hold, until {@link #holdIdle} tells that again. */
  public synchronized void keepIdle(long bytes) {
    idle += bytes;
    promised.addAndGet(-bytes);
  }

  /** Bytes that are promised now. */
  public long promised() {
    return promised.get();
  }
}
