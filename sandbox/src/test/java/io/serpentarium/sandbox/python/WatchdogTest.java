package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the watchdog does about guests that cannot be checked, and what it tells of itself. */
final class WatchdogTest {

  private static final int PATIENCE_SECONDS = 30;

  private final AtomicLong clock = new AtomicLong();
  private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
  private final Watchdog watchdog = new Watchdog(clock::get);

  @AfterEach
  void close() {
    watchdog.close();
  }

  @Test
  void aCheckThatFailsDoesNotEndTheOthers() throws InterruptedException {
    CountDownLatch failed = new CountDownLatch(3);
    Watchdog.Watched broken =
        () -> {
          failed.countDown();
          throw new OutOfMemoryError("a test's");
        };
    watchdog.add(broken);
    assertThat(failed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    CountDownLatch checked = new CountDownLatch(3);
    watchdog.add(checked::countDown);
    assertThat(checked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(watchdog.failures()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void tellsHowLongItHasNotLooked() throws InterruptedException {
    assertThat(watchdog.sinceLastTick()).isZero();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Watchdog.Watched stuck =
        () -> {
          reached.countDown();
          awaitUninterrupted(released);
        };
    watchdog.add(stuck);
    assertThat(reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    clock.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(watchdog.sinceLastTick()).isEqualTo(Duration.ofSeconds(2));
    released.countDown();
    watchdog.remove(stuck);
    assertThat(watchdog.sinceLastTick()).isZero();
  }

  @Test
  void looksAtWhateverComesAfterAPause() throws InterruptedException {
    for (int round = 0; round < 300; round++) {
      CountDownLatch checked = new CountDownLatch(1);
      Watchdog.Watched next = checked::countDown;
      watchdog.add(next);
      assertThat(checked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      watchdog.remove(next);
      if (round % 100 == 0) {
        awaitParked();
      }
    }
  }

  private void awaitParked() {
    Thread own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("serpentarium-watchdog"))
            .filter(thread -> !threadsBefore.contains(thread))
            .findAny()
            .orElseThrow();
    while (own.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
