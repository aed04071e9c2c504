package io.serpentarium.service.core.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class FairPoolTest {

  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void releaseAll() {
    release.countDown();
  }

  @Test
  void servesOwnersInTurn() {
    try (FairPool pool = new FairPool(1, 1, 100, "test")) {
      occupy(pool, "greedy", 1);
      for (int i = 0; i < 50; i++) {
        pool.execute("greedy", () -> done.add("greedy"));
      }
      pool.execute("one", () -> done.add("one"));
      pool.execute("other", () -> done.add("other"));
      release.countDown();
      await().until(() -> done.size() == 52);
      assertThat(done.subList(0, 3)).contains("one", "other");
    }
  }

  @Test
  void leavesThreadsToOthersWhileOneOwnerHasItsShare() {
    try (FairPool pool = new FairPool(4, 2, 100, "test")) {
      AtomicInteger running = occupy(pool, "greedy", 20);
      await().untilAsserted(() -> assertThat(running).hasValue(2));
      pool.execute("other", () -> done.add("other"));
      await().until(() -> done.contains("other"));
      assertThat(running).hasValue(2);
    }
  }

  @Test
  void refusesWhatAnOwnerHasTooMuchWaitingAndNothingOfAnother() {
    try (FairPool pool = new FairPool(2, 1, 3, "test")) {
      occupy(pool, "greedy", 4);
      assertThatThrownBy(() -> pool.execute("greedy", () -> {}))
          .isInstanceOf(RejectedExecutionException.class);
      pool.execute("other", () -> done.add("other"));
      await().until(() -> done.contains("other"));
    }
  }

  @Test
  void goesOnAfterATaskThatThrows() {
    try (FairPool pool = new FairPool(1, 1, 10, "test")) {
      pool.execute(
          "one",
          () -> {
            throw new IllegalStateException("expected by the test");
          });
      pool.execute("one", () -> done.add("one"));
      await().until(() -> done.contains("one"));
    }
  }

  @Test
  void losesNoTaskWhileManySubmitAtTheSameTime() throws InterruptedException {
    try (FairPool pool = new FairPool(3, 2, 10_000, "test")) {
      AtomicInteger count = new AtomicInteger();
      List<Thread> submitters =
          IntStream.range(0, 8)
              .mapToObj(
                  owner ->
                      Thread.ofPlatform()
                          .start(
                              () -> {
                                for (int i = 0; i < 1_000; i++) {
                                  pool.execute("owner" + owner % 5, count::incrementAndGet);
                                }
                              }))
              .toList();
      for (Thread each : submitters) {
        each.join();
      }
      await().until(() -> count.get() == 8_000);
    }
  }

  /** A submitter that is refused a lock leaves a task behind that no thread is woken for. */
  @Test
  void submittersOnEventLoopsWaitForNoLock() {
    int tasks = 40_000;
    AtomicInteger count = new AtomicInteger();
    Scheduler loops = Schedulers.newParallel("loop", 8);
    try (FairPool pool = new FairPool(16, 16, tasks, "test")) {
      Flux.range(0, tasks)
          .parallel(8)
          .runOn(loops)
          .doOnNext(task -> pool.execute("owner" + task % 5, count::incrementAndGet))
          .then()
          .block(Duration.ofSeconds(60));
      await().atMost(Duration.ofSeconds(60)).until(() -> count.get() == tasks);
    } finally {
      loops.dispose();
    }
  }

  @Test
  void goesOnAfterATaskForWhichThereWasNoThread() {
    AtomicInteger threads = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              if (threads.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(task);
            });
    try (FairPool pool = new FairPool(1, 1, 10, executor)) {
      assertThatThrownBy(() -> pool.execute("one", () -> {})).isInstanceOf(OutOfMemoryError.class);
      pool.execute("one", () -> done.add("one"));
      await().until(() -> done.contains("one"));
    }
  }

  @Test
  void runsWhatWaitsAtTheCloseAndRefusesTheRest() {
    FairPool pool = new FairPool(1, 1, 10, "test");
    occupy(pool, "one", 1);
    pool.execute("one", () -> done.add("one"));
    pool.execute("other", () -> done.add("other"));
    pool.close();
    release.countDown();
    await().until(() -> done.size() == 2);
    assertThatThrownBy(() -> pool.execute("one", () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private AtomicInteger occupy(FairPool pool, String owner, int tasks) {
    AtomicInteger running = new AtomicInteger();
    for (int i = 0; i < tasks; i++) {
      pool.execute(
          owner,
          () -> {
            running.incrementAndGet();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    return running;
  }
}
