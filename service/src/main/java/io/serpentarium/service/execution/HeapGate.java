package io.serpentarium.service.execution;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Admits executions while the Java heap has room for what they may write, and for the answers that
 * their clients have not read yet. Thread-safe; never blocks.
 */
public final class HeapGate {

  /** Output is held as text, and once more as what is sent. */
  private static final int COPIES = 2;

  private final long budget;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param budget bytes that output and answers may have together
   */
  public HeapGate(long budget) {
    this.budget = budget;
  }

  /**
   * Promises an execution room for its output.
   *
   * @throws SandboxSaturatedException when there is none
   */
  void take(Limits limits) {
    if (held.addAndGet(COPIES * limits.outputBytes()) > budget) {
      giveBack(limits);
      throw new SandboxSaturatedException("the heap is promised to others");
    }
  }

  /** Takes a promise back. */
  void giveBack(Limits limits) {
    letGo(limits.outputBytes());
  }

  /** Counts an answer that is under way, whether there is room or not. */
  public void hold(long bytes) {
    held.addAndGet(COPIES * bytes);
  }

  /** Counts it no more. */
  public void letGo(long bytes) {
    held.addAndGet(-COPIES * bytes);
  }

  /** Bytes that are counted now. */
  public long held() {
    return held.get();
  }
}
