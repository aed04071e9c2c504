package io.serpentarium.service.core.scheduling;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A round that the node makes again and again, on a thread of its own, until it is closed. Nothing
 * that a round throws ends the loop: failures are counted and logged. Thread-safe.
 */
public final class Loop implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  /**
   * The interval, in rounds, at which repeated failures are logged, so that they do not fill the
   * log.
   */
  private static final int LOGGED_EVERY = 100;

  private final AtomicLong failed = new AtomicLong();
  private final String name;
  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private final Counter failures;
  private final Consumer<Loop> closed;
  private final ScheduledExecutorService thread;
  private volatile long lastTick;

  /**
   * @param patience the age of the last round at which the loop counts as stalled
   * @param closed a consumer that is called at the close
   */
  Loop(
      String name,
      Duration patience,
      LongSupplier nanoTime,
      Counter failures,
      Consumer<Loop> closed) {
    this.name = name;
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
    this.failures = failures;
    this.closed = closed;
    this.lastTick = nanoTime.getAsLong();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon().factory());
  }

  /** Begins, with a pause before the first round. */
  Loop every(Duration pause, Consumer<Loop> round) {
    long nanos = pause.toNanos();
    var _ = thread.scheduleAtFixedRate(() -> tick(round), nanos, nanos, TimeUnit.NANOSECONDS);
    return this;
  }

  private void tick(Consumer<Loop> round) {
    attempt(() -> round.accept(this));
    lastTick = nanoTime.getAsLong();
  }

  /** Runs one step of a round; the round goes on after a step that throws. */
  public void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failures.increment();
      if (failed.getAndIncrement() % LOGGED_EVERY == 0) {
        log.error(
            "A step of the loop \"{}\" failed; one failure in {} is logged", name, LOGGED_EVERY, e);
      }
    }
  }

  /** Runs one step for each item, also for those after an item whose step throws. */
  public <T> void each(Stream<T> items, Consumer<? super T> step) {
    items.forEach(item -> attempt(() -> step.accept(item)));
  }

  String name() {
    return name;
  }

  /** Returns whether the last round ended too long ago. */
  boolean isStalled() {
    return nanoTime.getAsLong() - lastTick > patienceNanos;
  }

  /** Returns whether the loop is closed and its last round has ended. */
  boolean isTerminated() {
    return thread.isTerminated();
  }

  /** Begins no further round; one that is under way ends. Idempotent. */
  @Override
  public void close() {
    closed.accept(this);
    thread.shutdown();
  }
}
