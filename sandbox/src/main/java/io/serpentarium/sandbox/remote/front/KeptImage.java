package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.memory.BlockBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a session that its front keeps, with which the session goes on in another worker
 * when its own has ended. Thread-safe.
 */
final class KeptImage {

  /** Executions of a session that a worker may end with, one after the other. */
  private static final int MOST_DEATHS = 2;

  // Under this object's monitor.
  private @Nullable BlockBuffer exported;
  private @Nullable WorkerProcess lastDead;
  private int deaths;

  /** Keeps a later state, which it owns from now on, or none. */
  synchronized void replace(@Nullable BlockBuffer later) {
    BlockBuffer former = exported;
    exported = later;
    if (former != null) {
      former.release();
    }
  }

  synchronized boolean isThere() {
    return exported != null;
  }

  /** Returns the state, of which the caller is an owner too, or null if none is kept. */
  synchronized @Nullable BlockBuffer retained() {
    BlockBuffer present = exported;
    if (present != null) {
      present.retain();
    }
    return present;
  }

  /** Notes that an execution has ended while its worker lived. */
  synchronized void survived() {
    deaths = 0;
  }

  /**
   * Notes that a worker has ended during an execution of the session, which may be why. After the
   * second time in a row no state is kept any more.
   *
   * @return whether the session can go on
   */
  @SuppressWarnings("ReferenceEquality") // a process is itself and no other
  synchronized boolean died(WorkerProcess worker) {
    if (worker != lastDead) {
      lastDead = worker;
      deaths++;
    }
    if (deaths >= MOST_DEATHS) {
      replace(null);
    }
    return exported != null;
  }
}
