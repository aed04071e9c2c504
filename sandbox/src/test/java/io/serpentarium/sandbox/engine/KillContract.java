package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.GuestThreads.newThread;
import static io.serpentarium.sandbox.engine.Guests.DATA;
import static io.serpentarium.sandbox.engine.Guests.PAGE;
import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.completed;
import static io.serpentarium.sandbox.engine.Guests.keep;
import static io.serpentarium.sandbox.engine.Guests.trapOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serpentarium.sandbox.engine.Trap.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a kill does on every engine, and on those with {@link Capability#KILL}. */
interface KillContract extends EngineUnderTest {

  @Test
  default void aKilledInstanceIsOfNoUse() {
    Instance instance = instantiate("traps");
    instance.kill();
    instance.kill();
    assertThat(trapOf(instance, "fine").kind()).isEqualTo(Trap.Kind.KILLED);
    assertThat(instance.whileAlive(() -> {})).isFalse();
  }

  @Test
  default void aKillLetsAHostFunctionEndAndNoGuestGoOn() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    AtomicInteger seen = new AtomicInteger();
    instance.complete(
        memory(
            a -> {
              instance.join().kill();
              instance.join().memory().putInt(DATA + 128, 9);
              return keep(seen, instance.join().memory().getInt(DATA + 128));
            }));
    assertThat(trapOf(instance.join(), "await").kind()).isEqualTo(Trap.Kind.KILLED);
    assertThat(seen).hasValue(9);
  }

  @Test
  default void aKillEndsRunningGuestCodeAtOnce() {
    assumeTrue(engine().capabilities().contains(Capability.KILL));
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    Instance neighbour = memory(a -> 0);
    CompletableFuture<Trap> trap =
        CompletableFuture.supplyAsync(() -> trapOf(instance, "await"), newThread());
    spinning.join();
    instance.kill();
    assertThat(trap.join().kind()).isEqualTo(Trap.Kind.KILLED);
    assertThat(instance.memory().getInt(DATA + 16)).as("still there for the host").isNotZero();
    assertThat(neighbour.call("load", DATA + 16)).isNotZero();
  }

  @Test
  default void aKillAfterTheCloseIsOfNoEffect() {
    Instance instance = instantiate("traps");
    instance.close();
    instance.kill();
    assertThat(instance.whileAlive(() -> {})).isFalse();
  }

  @Test
  default void accessToALiveInstanceRuns() {
    Instance instance = memory(a -> 0);
    assertThat(instance.whileAlive(() -> instance.memory().putInt(DATA + 256, 5))).isTrue();
    assertThat(instance.call("load", DATA + 256)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spin", "grow", "copy", "recurse"})
  default void aKillEndsWhateverTheGuestDoes(String export) {
    requireKill();
    CompiledModule module = compile("kills");
    for (int i = 0; i < 20; i++) {
      try (Instance instance = killable(module)) {
        CompletableFuture<Trap> trap = started(instance, export);
        passTicks();
        instance.kill();
        assertThat(trap.join().kind()).isEqualTo(Kind.KILLED);
      }
    }
  }

  @Test
  default void aKillEndsTheInnerCallAndTheOuterOne() {
    requireKill();
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    CompletableFuture<Trap> inner = new CompletableFuture<>();
    AtomicInteger seen = new AtomicInteger();
    HostFunction nest =
        action(
            "nest",
            0,
            a -> {
              inner.complete(trapOf(instance.join(), "spin"));
              return keep(seen, instance.join().memory().getInt(DATA));
            });
    instance.complete(opened(compile("kills").instantiate(List.of(copying(instance), nest))));
    CompletableFuture<Trap> outer = started(instance.join(), "nest");
    passTicks();
    instance.join().kill();
    assertThat(outer.join().kind()).isEqualTo(Kind.KILLED);
    assertThat(inner.join().kind()).isEqualTo(Kind.KILLED);
    assertThat(seen.get()).as("what the host reads after the kill").isNotZero();
  }

  @Test
  default void aKillLeavesARunningNeighbourAlone() {
    requireKill();
    CompiledModule module = compile("kills");
    Instance neighbour = opened(killable(module));
    CompletableFuture<Trap> ofNeighbour = started(neighbour, "spin");
    try (Instance instance = killable(module)) {
      CompletableFuture<Trap> trap = started(instance, "spin");
      instance.kill();
      assertThat(trap.join().kind()).isEqualTo(Kind.KILLED);
    }
    int counted = counted(neighbour);
    await().until(() -> counted(neighbour) != counted);
    assertThat(ofNeighbour).isNotDone();
    neighbour.kill();
    assertThat(ofNeighbour.join().kind()).isEqualTo(Kind.KILLED);
  }

  @RepeatedTest(10)
  default void killsAndAccessesRaceWithTheEndOfTheInstance() {
    CompiledModule module = compile("kills");
    for (int i = 0; i < 20; i++) {
      Instance instance = killable(module);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> accesses = accessing(instance, over);
      CompletableFuture<Void> kills =
          CompletableFuture.runAsync(() -> killUntil(instance, over), newThread());
      assertThat(trapOf(instance, "copy").kind()).isEqualTo(Kind.KILLED);
      instance.close();
      over.set(true);
      kills.join();
      assertThat(accesses.join()).isNotNegative();
      assertThat(instance.whileAlive(() -> {})).isFalse();
    }
  }

  private void requireKill() {
    assumeTrue(engine().capabilities().contains(Capability.KILL));
  }

  private static Instance killable(CompiledModule module) {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(module.instantiate(List.of(copying(instance), action("nest", 0, a -> 0))));
    return instance.join();
  }

  private static int counted(Instance instance) {
    AtomicInteger count = new AtomicInteger();
    assertThat(instance.whileAlive(() -> count.set(instance.memory().getInt(DATA)))).isTrue();
    return count.get();
  }

  private static CompletableFuture<Trap> started(Instance instance, String export) {
    return CompletableFuture.supplyAsync(() -> trapOf(instance, export), newThread());
  }

  private static CompletableFuture<Integer> accessing(Instance instance, AtomicBoolean over) {
    return CompletableFuture.supplyAsync(
        () -> {
          int ran = 0;
          while (!over.get()) {
            ran += instance.whileAlive(() -> instance.memory().putInt(DATA + 65_000, 1)) ? 1 : 0;
          }
          return ran;
        },
        newThread());
  }

  private static void killUntil(Instance instance, AtomicBoolean over) {
    while (!over.get()) {
      instance.kill();
    }
  }

  /** Copies between guest and host as {@code fd_read} and {@code fd_write} do. */
  private static HostFunction copying(CompletableFuture<Instance> instance) {
    byte[] buffer = new byte[PAGE];
    return action(
        "copy",
        2,
        a -> {
          GuestMemory memory = instance.join().memory();
          memory.read(a[0], buffer, 0, PAGE);
          memory.write(a[1], buffer, 0, PAGE);
          return 0;
        });
  }
}
