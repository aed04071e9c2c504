package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MadeOnceTest {

  private final AtomicInteger made = new AtomicInteger();
  private final List<Integer> closed = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final MadeOnce<Integer> slow = new MadeOnce<>(this::makeSlowly, closed::add);

  private int makeSlowly() {
    begun.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return made.incrementAndGet();
  }

  @Test
  void isMadeByOneAndGivenToAll() throws InterruptedException {
    CompletableFuture<Integer> first = CompletableFuture.supplyAsync(slow::get);
    begun.await();
    CompletableFuture<Integer> second = CompletableFuture.supplyAsync(slow::get);
    assertThat(slow.now()).as("nobody waits who only looks").isNull();
    release.countDown();
    assertThat(first.join()).isOne();
    assertThat(second.join()).isOne();
    assertThat(slow.now()).isOne();
    assertThat(made).hasValue(1);
  }

  @Test
  void closesWithoutWaitingWhatIsStillBeingMade() throws InterruptedException {
    CompletableFuture<Integer> first = CompletableFuture.supplyAsync(slow::get);
    begun.await();
    slow.close();
    assertThat(closed).isEmpty();
    release.countDown();
    assertThat(first.join()).isOne();
    assertThat(closed).containsExactly(1);
    assertThat(slow.now()).isNull();
  }

  @Test
  void closesOnce() {
    release.countDown();
    assertThat(slow.get()).isOne();
    slow.close();
    slow.close();
    assertThat(closed).containsExactly(1);
  }

  @Test
  void isTriedAgainAfterItFailed() {
    MadeOnce<Integer> failing =
        new MadeOnce<>(
            () -> {
              if (made.incrementAndGet() == 1) {
                throw new IllegalArgumentException("not yet");
              }
              return made.get();
            },
            closed::add);
    assertThatThrownBy(failing::get).hasMessage("not yet");
    assertThat(failing.now()).isNull();
    assertThat(failing.get()).isEqualTo(2);
  }
}
