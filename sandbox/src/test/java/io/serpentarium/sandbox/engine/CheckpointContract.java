package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.GuestThreads.newThread;
import static io.serpentarium.sandbox.engine.Guests.DATA;
import static io.serpentarium.sandbox.engine.Guests.completed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Checkpoints, on engines with {@link Capability#CHECKPOINTS} and on others. */
interface CheckpointContract extends EngineUnderTest {

  @Test
  default void runningGuestCodeReachesItsCheckpoint() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    AtomicReference<Thread> at = new AtomicReference<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    instance.setCheckpoint(
        () -> {
          if (asked.isDone()) {
            at.set(Thread.currentThread());
            instance.memory().putInt(DATA + 128, 3);
          }
        });
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    CompletableFuture<Integer> answer =
        CompletableFuture.supplyAsync(
            () -> {
              ran.complete(Thread.currentThread());
              return instance.call("await");
            },
            newThread());
    spinning.join();
    asked.complete(null);
    instance.requestCheckpoint();
    assertThat(answer.join()).isEqualTo(3);
    assertThat(at.get()).isSameAs(ran.join());
  }

  @Test
  default void whatACheckpointThrowsEndsTheCall() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    IllegalArgumentException thrown = new IllegalArgumentException("at the checkpoint");
    Instance instance = instantiate("traps");
    instance.setCheckpoint(
        () -> {
          throw thrown;
        });
    instance.requestCheckpoint();
    assertThatThrownBy(() -> instance.call("spin")).isSameAs(thrown);
    assertThatThrownBy(() -> instance.call("fine")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void checkpointsAreRefusedWithoutTheCapability() {
    assumeFalse(engine().capabilities().contains(Capability.CHECKPOINTS));
    Instance instance = instantiate("traps");
    assertThatThrownBy(() -> instance.setCheckpoint(() -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(instance::requestCheckpoint)
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
