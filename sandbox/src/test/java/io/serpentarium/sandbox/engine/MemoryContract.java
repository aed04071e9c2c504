package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.GuestThreads.newThread;
import static io.serpentarium.sandbox.engine.Guests.DATA;
import static io.serpentarium.sandbox.engine.Guests.PAGE;
import static io.serpentarium.sandbox.engine.Guests.completed;
import static io.serpentarium.sandbox.engine.Guests.keep;
import static io.serpentarium.sandbox.engine.Guests.putFromOutside;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What host and guest see of the memory, and how it grows, on every engine. */
interface MemoryContract extends EngineUnderTest {

  @Test
  default void sharesItsMemoryWithTheHost() {
    Instance instance = memory(a -> 0);
    byte[] read = new byte[5];
    instance.memory().read(DATA + 16, read, 0, 5);
    assertThat(read).asString(StandardCharsets.US_ASCII).isEqualTo("snake");
    instance.memory().putInt(DATA + 256, 0x01020304);
    assertThat(instance.call("load", DATA + 256)).isEqualTo(0x01020304);
    instance.call("store", DATA + 260, -5);
    assertThat(instance.memory().getInt(DATA + 260)).isEqualTo(-5);
  }

  @Test
  default void theHostSeesGrowthFromInsideAHostFunction() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    AtomicInteger seen = new AtomicInteger();
    instance.complete(
        memory(
            pages -> {
              long last = pages[0] * PAGE - 4;
              instance.join().memory().putInt(last, 7);
              return keep(seen, instance.join().memory().size());
            }));
    assertThat(instance.join().call("growAndLook", 2)).isEqualTo(2);
    assertThat(seen).hasValue(4 * PAGE);
    assertThat(instance.join().call("load", 4 * PAGE - 4)).isEqualTo(7);
  }

  @Test
  default void refusesAccessBeyondItsMemory() {
    GuestMemory memory = memory(a -> 0).memory();
    assertThat(memory.size()).isEqualTo(2 * PAGE);
    assertThatThrownBy(() -> memory.getInt(2 * PAGE - 3))
        .isInstanceOf(GuestMemory.OutOfBounds.class);
    assertThatThrownBy(() -> memory.putByte(-1, (byte) 0))
        .isInstanceOf(GuestMemory.OutOfBounds.class);
    assertThatThrownBy(() -> memory.check(1, Long.MAX_VALUE))
        .isInstanceOf(GuestMemory.OutOfBounds.class);
  }

  @Test
  default void growsToTheDeclaredMaximumAndNoFurther() {
    Instance instance = memory(a -> 0);
    assertThat(instance.call("grow", 4)).isEqualTo(-1);
    assertThat(instance.call("grow", 3)).isEqualTo(2);
    assertThat(instance.call("grow", 1)).isEqualTo(-1);
    assertThat(instance.memory().size()).isEqualTo(5L * PAGE);
  }

  @Test
  default void aSpinningGuestSeesWhatAnotherThreadWrites() throws Exception {
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    Future<Integer> answer =
        CompletableFuture.supplyAsync(() -> instance.call("await"), newThread());
    spinning.get();
    putFromOutside(instance, 1234);
    assertThat(answer.get()).isEqualTo(1234);
  }

  @Test
  default void askingForTheSizeNeverWaitsForARunningGuest() throws Exception {
    CompletableFuture<Void> spinning = new CompletableFuture<>();
    Instance instance = memory(a -> completed(spinning));
    Future<Integer> answer =
        CompletableFuture.supplyAsync(() -> instance.call("await"), newThread());
    spinning.get();
    assertThat(instance.memory().size()).isEqualTo(2 * PAGE);
    assertThatThrownBy(() -> instance.memory().check(2 * PAGE, 4))
        .isInstanceOf(GuestMemory.OutOfBounds.class);
    putFromOutside(instance, 1);
    assertThat(answer.get()).isEqualTo(1);
  }

  @Test
  default void theHostMayGrowTheMemory() {
    Instance instance = memory(a -> 0);
    instance.growMemory(2 * PAGE + 1);
    assertThat(instance.memory().size()).isEqualTo(3L * PAGE);
    assertThat(instance.memory().fromSegment(MemorySegment::byteSize))
        .isEqualTo(3L * PAGE - instance.memory().hiddenBytes());
    instance.memory().putInt(3 * PAGE - 4, 77);
    assertThat(instance.call("load", 3 * PAGE - 4)).isEqualTo(77);
    assertThat(instance.call("grow", 1)).isEqualTo(3);
  }

  @Test
  default void growingNeverShrinksTheMemory() {
    Instance instance = memory(a -> 0);
    instance.growMemory(0);
    instance.growMemory(PAGE);
    assertThat(instance.memory().size()).isEqualTo(2 * PAGE);
  }

  @Test
  default void aGuestsMemoryDoesNotGrowBeyondItsLimitUnseen() {
    Instance instance = memory(a -> 0);
    instance.setMemoryLimit(3L * PAGE + 1);
    assertThat(instance.call("grow", 1)).isEqualTo(2);
    assertThat(instance.exceedsMemoryLimit()).isFalse();
    boolean refused = engine().capabilities().contains(Capability.MEMORY_LIMIT);
    assertThat(instance.call("grow", 1)).isEqualTo(refused ? -1 : 3);
    assertThat(instance.exceedsMemoryLimit()).isNotEqualTo(refused);
    instance.setMemoryLimit(4L * PAGE);
    assertThat(instance.exceedsMemoryLimit()).isFalse();
    assertThat(instance.call("grow", 1)).isEqualTo(refused ? 3 : 4);
  }

  @Test
  default void aLimitBelowWhatAMemoryHasLeavesThat() {
    Instance instance = memory(a -> 0);
    instance.growMemory(3L * PAGE);
    instance.setMemoryLimit(1);
    assertThat(instance.memory().size()).isEqualTo(3L * PAGE);
    assertThat(instance.exceedsMemoryLimit()).isFalse();
    instance.growMemory(3L * PAGE);
    assertThatThrownBy(() -> instance.growMemory(4L * PAGE)).isInstanceOf(EngineException.class);
  }

  @Test
  default void memoryIsNotGrownBeyondItsMaximum() {
    Instance instance = memory(a -> 0);
    assertThatThrownBy(() -> instance.growMemory(6L * PAGE)).isInstanceOf(EngineException.class);
    assertThat(instance.memory().size()).isEqualTo(2 * PAGE);
  }
}
