package io.serpentarium.service.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopsTest {

  private static final Duration PAUSE = Duration.ofMillis(1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
  private final Loops loops = new Loops(registry, nanos::get);

  @Test
  void goesOnAfterARoundThatThrows() {
    AtomicInteger rounds = new AtomicInteger();
    try (Loop loop =
        loops.start(
            "broken",
            PAUSE,
            () -> {
              throw new IllegalStateException("round " + rounds.incrementAndGet());
            })) {
      await().until(() -> rounds.get() >= 3);
      await().until(() -> failures("broken") >= 3);
      assertThat(loop.isStalled()).isFalse();
    }
  }

  @Test
  void givesEachItemItsStepWhateverAnotherThrows() {
    List<Integer> done = new CopyOnWriteArrayList<>();
    try (Loop loop =
        loops.start(
            "items", PAUSE, round -> round.each(Stream.of(0, 1, 2), item -> done.add(6 / item)))) {
      await().until(() -> done.size() >= 4);
      assertThat(done).startsWith(6, 3, 6, 3);
      assertThat(loop.isStalled()).isFalse();
      assertThat(failures("items")).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT3S, PT1M", "PT6S, PT1M", "PT1H, PT10H"})
  void isStalledWhenItMissedTenRoundsAndAMinute(Duration pause, Duration patience) {
    try (Loop ticking = loops.start("quick", pause, () -> {})) {
      assertThat(loops.stalled()).isEmpty();
      nanos.addAndGet(patience.toNanos());
      assertThat(loops.stalled()).isEmpty();
      nanos.incrementAndGet();
      assertThat(loops.stalled()).containsExactly("quick");
      assertThat(ticking.isStalled()).isTrue();
    }
    assertThat(loops.stalled()).isEmpty();
  }

  @Test
  void isNoMoreStalledOnceTheRoundHasEnded() throws InterruptedException {
    CountDownLatch inRound = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (Loop loop =
        loops.start(
            "slow",
            PAUSE,
            () -> {
              inRound.countDown();
              hold(release);
            })) {
      inRound.await();
      nanos.addAndGet(Duration.ofHours(1).toNanos());
      assertThat(loop.isStalled()).isTrue();
      release.countDown();
      await().until(() -> !loop.isStalled());
    }
  }

  @Test
  void makesNoRoundAfterItsClose() throws InterruptedException {
    AtomicInteger rounds = new AtomicInteger();
    CountDownLatch closed = new CountDownLatch(1);
    Loop loop =
        loops.start(
            "closed",
            PAUSE,
            round -> {
              rounds.incrementAndGet();
              round.close();
              closed.countDown();
            });
    closed.await();
    await().until(loop::isTerminated);
    assertThat(rounds).hasValue(1);
  }

  @Test
  void namesWhatSomebodyElseWatches() {
    AtomicBoolean stalled = new AtomicBoolean();
    loops.watch("watchdog", stalled::get);
    assertThat(loops.stalled()).isEmpty();
    stalled.set(true);
    assertThat(loops.stalled()).containsExactly("watchdog");
  }

  private double failures(String loop) {
    return registry.get("serpentarium.loop.failures").tag("loop", loop).counter().count();
  }

  private static void hold(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
