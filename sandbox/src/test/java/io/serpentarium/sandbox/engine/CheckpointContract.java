package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.GuestThreads.newThread;
import static io.serpentarium.sandbox.engine.Guests.DATA;
import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.completed;
import static io.serpentarium.sandbox.engine.Guests.trapOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checkpoints, on engines with {@link Capability#CHECKPOINTS} and on others. */
interface CheckpointContract extends EngineUnderTest {

  @Test
  default void runningGuestCodeReachesItsCheckpoint() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    CompletableFuture<Void> asked = new CompletableFuture<>();
    instance.setCheckpoint(
        () -> {
          if (asked.isDone()) {
            instance.memory().putInt(DATA + 128, 3);
          }
        });
    CompletableFuture<Integer> answer =
        CompletableFuture.supplyAsync(() -> instance.call("await"), newThread());
    spinning.join();
    asked.complete(null);
    instance.requestCheckpoint();
    assertThat(answer.join()).isEqualTo(3);
  }

  @Test
  default void guestStandsStillAtItsCheckpointAndGoesOn() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    Instance instance = counting();
    CompletableFuture<List<Integer>> seen = new CompletableFuture<>();
    instance.setCheckpoint(
        () -> {
          if (count(instance) > 0) {
            seen.complete(IntStream.range(0, 100_000).map(i -> count(instance)).boxed().toList());
          }
        });
    CompletableFuture<Trap> end = spinning(instance);
    instance.requestCheckpoint();
    assertThat(new HashSet<>(seen.join())).hasSize(1);
    awaitCount(instance, seen.join().getFirst() + 1);
    instance.kill();
    assertThat(end.join().kind()).isEqualTo(Trap.Kind.KILLED);
  }

  @Test
  default void killAtACheckpointTakesEffectBehindIt() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    Instance instance = counting();
    CompletableFuture<Void> visited = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    AtomicInteger counted = new AtomicInteger();
    instance.setCheckpoint(
        () -> {
          if (count(instance) > 0) {
            visited.complete(null);
            goOn.join();
            counted.set(count(instance));
          }
        });
    CompletableFuture<Trap> end = spinning(instance);
    instance.requestCheckpoint();
    visited.join();
    instance.kill();
    assertThat(end).isNotDone();
    goOn.complete(null);
    assertThat(end.join().kind()).isEqualTo(Trap.Kind.KILLED);
    assertThat(count(instance)).isEqualTo(counted.get());
  }

  @Test
  default void killsAndCheckpointsMeetAtAnyMoment() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    for (int round = 0; round < 200; round++) {
      Instance instance = counting();
      AtomicInteger visits = new AtomicInteger();
      instance.setCheckpoint(visits::incrementAndGet);
      CompletableFuture<Trap> end = spinning(instance);
      for (int request = 0; request < round % 7; request++) {
        instance.requestCheckpoint();
      }
      instance.kill();
      instance.requestCheckpoint();
      assertThat(end.join().kind()).isEqualTo(Trap.Kind.KILLED);
      assertThat(visits).hasValueLessThanOrEqualTo(7);
      instance.close();
    }
  }

  @Test
  default void requestThatNobodyCameByForIsGoneWithItsInstance() {
    assumeTrue(engine().capabilities().contains(Capability.CHECKPOINTS));
    CompiledModule traps = compile("traps");
    AtomicInteger visits = new AtomicInteger();
    for (int round = 0; round < 50; round++) {
      try (Instance asked = traps.instantiate(List.of())) {
        asked.setCheckpoint(visits::incrementAndGet);
        asked.requestCheckpoint();
      }
      try (Instance next = traps.instantiate(List.of())) {
        assertThat(next.call("fine")).isEqualTo(1);
      }
    }
    assertThat(visits).hasValue(0);
  }

  private Instance counting() {
    return instantiate("kills", action("copy", 2, a -> 0), action("nest", 0, a -> 0));
  }

  private static CompletableFuture<Trap> spinning(Instance instance) {
    CompletableFuture<Trap> end =
        CompletableFuture.supplyAsync(() -> trapOf(instance, "spin"), newThread());
    awaitCount(instance, 1);
    return end;
  }

  private static void awaitCount(Instance instance, int least) {
    AtomicInteger seen = new AtomicInteger();
    while (seen.get() < least && seen.get() >= 0) {
      assertThat(instance.whileAlive(() -> seen.set(count(instance)))).isTrue();
    }
  }

  private static int count(Instance instance) {
    return instance.memory().getInt(DATA);
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
