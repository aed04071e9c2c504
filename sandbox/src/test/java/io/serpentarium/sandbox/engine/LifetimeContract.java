package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.closed;
import static io.serpentarium.sandbox.engine.Guests.functionsWith;
import static io.serpentarium.sandbox.engine.Guests.trapOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Closing, and many engines and instances at once. */
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
