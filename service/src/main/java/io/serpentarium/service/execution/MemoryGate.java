package io.serpentarium.service.execution;

import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Admits work while there is memory for it: the memory limits of all that runs fit into a budget,
 * and the machine has some left in fact. Thread-safe; may read files.
 */
public final class MemoryGate {

  private final long budget;
  private final long reserve;
  private final LongSupplier available;
  private final AtomicLong promised = new AtomicLong();

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
  public void take(long bytes) {
    requireRoom();
    if (promised.addAndGet(bytes) > budget) {
      promised.addAndGet(-bytes);
      throw new SandboxSaturatedException("the node's memory is promised to others");
    }
  }

  /** Takes a promise back. */
  public void giveBack(long bytes) {
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

  /** Bytes that are promised now. */
  public long promised() {
    return promised.get();
  }
}
