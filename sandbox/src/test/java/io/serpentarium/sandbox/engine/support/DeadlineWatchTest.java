package io.serpentarium.sandbox.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.engine.Trap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineWatchTest {

  private static final int OTHERS = 16;

  @Test
  void enforcesTheOthersWhenOneCannotBe() {
    try (DeadlineWatch watch = new DeadlineWatch(Duration.ofMillis(1))) {
      begin(watch, new Unstoppable());
      await().until(() -> watch.enforcement().failures() > 0);
      List<GuestGate> others = new ArrayList<>();
      for (int i = 0; i < OTHERS; i++) {
        others.add(begin(watch, Stopper.NONE));
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(others)
                      .allSatisfy(gate -> assertThat(gate.killed()).isEqualTo(Trap.Kind.DEADLINE)));
    }
  }

  @Test
  void tellsHowLongAgoItLooked() {
    DeadlineWatch watch = new DeadlineWatch(Duration.ofMillis(1));
    try (watch) {
      await().until(() -> watch.enforcement().sinceLastTick().compareTo(Duration.ofMillis(50)) < 0);
    }
    await().until(() -> watch.enforcement().sinceLastTick().compareTo(Duration.ofMillis(50)) > 0);
  }

  private static GuestGate begin(DeadlineWatch watch, Stopper stopper) {
    GuestGate gate = new GuestGate(stopper);
    gate.enter();
    GuestDeadline deadline = new GuestDeadline(gate);
    deadline.set(Duration.ZERO);
    watch.begin(deadline);
    return gate;
  }

  private static final class Unstoppable implements Stopper {

    @Override
    public void stop() {
      throw new IllegalStateException("cannot be stopped");
    }

    @Override
    public void restore() {}
  }
}
