package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.GuestThreads.newThread;
import static io.serpentarium.sandbox.engine.Guests.DATA;
import static io.serpentarium.sandbox.engine.Guests.putFromOutside;
import static io.serpentarium.sandbox.engine.Guests.trapOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a deadline does on every engine. */
interface DeadlineContract extends EngineUnderTest {

  @Test
  default void endsAnEndlessLoopAtTheDeadline() {
    Instance instance = instantiate("traps");
    long start = System.nanoTime();
    instance.setDeadline(Duration.ofMillis(40));
    assertThat(trapOf(instance, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(40), Duration.ofSeconds(10));
  }

  @Test
  default void aPastDeadlineEndsGuestCodeSoon() {
    Instance instance = instantiate("traps");
    instance.setDeadline(Duration.ofSeconds(-1));
    assertThat(trapOf(instance, "spin").kind()).isEqualTo(Trap.Kind.DEADLINE);
  }

  @Test
  default void aDeadlineCanBePutOffAndTheLongestDurationIsNever() {
    Instance instance = instantiate("traps");
    instance.setDeadline(Duration.ZERO);
    instance.setDeadline(Duration.ofSeconds(Long.MAX_VALUE));
    passTicks();
    assertThat(instance.call("fine")).isEqualTo(1);
  }

  @Test
  default void aHostFunctionMaySetTheDeadline() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        memory(
            a -> {
              instance.join().setDeadline(Duration.ofMillis(5));
              return 0;
            }));
    assertThat(trapOf(instance.join(), "await").kind()).isEqualTo(Trap.Kind.DEADLINE);
  }

  @Test
  default void aDeadlineThatPassedInAHostFunctionCanBePutOffThere() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        memory(
            a -> {
              passTicks();
              instance.join().setDeadline(Duration.ofMinutes(1));
              instance.join().memory().putInt(DATA + 128, 6);
              return 0;
            }));
    instance.join().setDeadline(Duration.ofMillis(2));
    assertThat(instance.join().call("await")).isEqualTo(6);
  }

  @Test
  default void aFreshInstanceHasNoDeadline() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        memory(
            a -> {
              var _ =
                  CompletableFuture.runAsync(
                      () -> {
                        passTicks();
                        putFromOutside(instance.join(), 9);
                      },
                      newThread());
              return 0;
            }));
    assertThat(instance.join().call("await")).isEqualTo(9);
  }
}
