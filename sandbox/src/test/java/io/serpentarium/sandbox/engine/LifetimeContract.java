package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.DATA;
import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.closed;
import static io.serpentarium.sandbox.engine.Guests.functionsWith;
import static io.serpentarium.sandbox.engine.Guests.trapOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Closing, and many engines and instances at the same time. */
interface LifetimeContract extends EngineUnderTest {

  @Test
  default void everythingThrowsAfterClose() {
    Instance instance = memory(a -> 0);
    GuestMemory memory = instance.memory();
    instance.close();
    instance.close();
    assertThatThrownBy(() -> instance.call("grow", 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> instance.setDeadline(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.getInt(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.putInt(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.write(0, new byte[1], 0, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(memory::size).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> memory.withSegment(segment -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the instance is closed");
    assertThat(instance.whileAlive(() -> memory.getInt(DATA))).isFalse();
  }

  @Test
  default void closeWaitsForWhoeverUsesTheMemory() throws Exception {
    closesBehind((instance, use) -> instance.memory().withSegment(segment -> use.run()));
  }

  @Test
  default void closeWaitsForWhoeverIsInAnAccessFromOutside() throws Exception {
    closesBehind(Instance::whileAlive);
  }

  /** Closes an instance while another thread is inside an access, and still reads. */
  private void closesBehind(BiConsumer<Instance, Runnable> access) throws Exception {
    Instance instance = memory(a -> 0);
    GuestMemory memory = instance.memory();
    memory.putInt(DATA + 512, 99);
    CompletableFuture<Void> inside = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    CompletableFuture<Integer> read = new CompletableFuture<>();
    Thread user =
        newThread(
            () ->
                access.accept(
                    instance,
                    () -> {
                      inside.complete(null);
                      goOn.join();
                      read.complete(memory.getInt(DATA + 512));
                    }));
    user.start();
    inside.join();
    Thread closer = newThread(instance::close);
    closer.start();
    while (closer.getState() != Thread.State.WAITING) {
      assertThat(closer.isAlive()).as("waits for the other thread").isTrue();
      Thread.onSpinWait();
    }
    goOn.complete(null);
    closer.join();
    user.join();
    assertThat(read).isCompletedWithValue(99);
    assertThatThrownBy(() -> memory.getInt(DATA + 512)).isInstanceOf(IllegalStateException.class);
  }

  private static Thread newThread(Runnable work) {
    return GuestThreads.factory().newThread(work);
  }

  @Test
  default void anotherThreadsAccessIsRefusedWhileTheGuestRuns() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    instance.complete(
        functions(
            action(
                "run",
                0,
                a -> {
                  Thread other =
                      newThread(
                          () ->
                              refused.complete(
                                  catchThrowable(
                                      () -> instance.join().memory().withSegment(segment -> {}))));
                  other.start();
                  refused.join();
                  return 0;
                })));
    instance.join().call("run");
    assertThat(refused.join())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("another thread is in a call");
  }

  @Test
  default void closingInsideACallIsRefused() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(functions(action("run", 0, a -> closed(instance.join()))));
    assertThatThrownBy(() -> instance.join().call("run")).isInstanceOf(IllegalStateException.class);
    instance.join().close();
  }

  @Test
  default void enginesAreIndependent() {
    Engine other = opened(newEngine(TICK));
    Instance theirs =
        opened(opened(other.compile(wasm(Guests.text("traps")))).instantiate(List.of()));
    Instance ours = instantiate("traps");
    assertThat(theirs.call("fine") + ours.call("fine")).isEqualTo(2);
    ours.setDeadline(Duration.ofMillis(5));
    assertThat(trapOf(ours, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
    engine().close();
    theirs.setDeadline(Duration.ofMillis(5));
    assertThat(trapOf(theirs, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
  }

  @Test
  default void manyThreadsUseManyInstances() throws Exception {
    CompiledModule module = compile("functions");
    try (ExecutorService threads = Executors.newFixedThreadPool(8, GuestThreads.factory())) {
      List<Future<Integer>> sums = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        sums.add(threads.submit(() -> sumInNewInstance(module, number)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(sums.get(i).get()).isEqualTo(1000 * i);
      }
    }
  }

  private static int sumInNewInstance(CompiledModule module, int number) {
    try (Instance instance = module.instantiate(functionsWith())) {
      int sum = 0;
      for (int i = 0; i < 1000; i++) {
        sum = instance.call("sum", sum, number);
      }
      return sum;
    }
  }
}
