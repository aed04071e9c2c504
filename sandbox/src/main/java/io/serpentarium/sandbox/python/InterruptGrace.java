package io.serpentarium.sandbox.python;

import java.time.Duration;

/**
 * The time for which a guest has neither obeyed nor handled an interrupt. Under the lock of {@link
 * Interruption}.
 */
final class InterruptGrace {

  private boolean running;
  private long since;

  void start() {
    running = true;
    since = System.nanoTime();
  }

  void startUnlessRunning() {
    if (!running) {
      start();
    }
  }

  void stop() {
    running = false;
  }

  boolean isRunning() {
    return running;
  }

  boolean isLongerThan(Duration time) {
    return running && System.nanoTime() - since > time.toNanos();
  }
}
