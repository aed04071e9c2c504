package io.serpentarium.service.testing;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What came from a server, for a test to take out one by one. */
final class Inbox<T> {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<T> waiting = new LinkedBlockingQueue<>();

  /** Puts something in, from an event loop too. */
  void add(T element) {
    waiting.add(element);
  }

  /** Takes the next out, and fails the test when none comes. */
  T take() {
    try {
      T element = waiting.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (element == null) {
        throw new AssertionError("nothing came for " + PATIENCE);
      }
      return element;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
