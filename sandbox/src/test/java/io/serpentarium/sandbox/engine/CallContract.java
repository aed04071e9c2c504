package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.DATA;
import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.closed;
import static io.serpentarium.sandbox.engine.Guests.function;
import static io.serpentarium.sandbox.engine.Guests.keep;
import static io.serpentarium.sandbox.engine.Guests.mix;
import static io.serpentarium.sandbox.engine.Guests.throwing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How host and guest call each other on every engine. */
interface CallContract extends EngineUnderTest {

  @Test
  default void initialisesExactlyOnce() {
    AtomicInteger initialisations = new AtomicInteger();
    Instance instance =
        instantiate("reactor", action("initialising", 0, a -> initialisations.incrementAndGet()));
    assertThat(instance.call("count")).isEqualTo(1);
    assertThat(initialisations).hasValue(1);
  }

  @Test
  default void givesWhatTheHostThrowsWhileInitialising() {
    IllegalArgumentException thrown = new IllegalArgumentException();
    assertThatThrownBy(() -> instantiate("reactor", throwing("initialising", thrown)))
        .isSameAs(thrown);
  }

  @Test
  default void callsExports() {
    Instance instance = functions();
    assertThat(instance.call("answer")).isEqualTo(42);
    assertThat(instance.call("nothing")).isZero();
    assertThat(instance.call("subtract", 3, -4)).isEqualTo(7);
  }

  @Test
  default void refusesAnUnknownExport() {
    Instance instance = functions();
    assertThatThrownBy(() -> instance.call("memory")).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> instance.call("absent"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("absent");
    assertThat(instance.call("answer")).isEqualTo(42);
  }

  @Test
  default void refusesAWrongNumberOfArguments() {
    Instance instance = functions();
    assertThatThrownBy(() -> instance.call("subtract", 1)).isInstanceOf(EngineException.class);
  }

  @Test
  default void givesTheHostUnsignedArgumentsAndTakesItsResult() {
    AtomicReference<long[]> given = new AtomicReference<>();
    Instance instance = functions(mix(a -> keep(given, a, 0x0102030405060708L)));
    assertThat(instance.call("mix", -2)).isEqualTo(1);
    assertThat(given.get()).containsExactly(0xFFFF_FFFEL, 0x8877665544332211L, 0xFFFF_FFFFL);
    assertThat(instance.memory().getLong(DATA + 64)).isEqualTo(0x0102030405060708L);
  }

  @Test
  default void takesTheLowHalfOfAResultThatIsI32() {
    Instance instance = functions(function("sum", 2, a -> 0x1234_0000_0000L | (a[0] + a[1])));
    assertThat(instance.call("sum", 20, 22)).isEqualTo(42);
  }

  @Test
  default void callsFunctionsOfEveryModuleName() {
    assertThat(functions().call("odd")).isEqualTo(77);
  }

  @Test
  default void theHostMayCallBack() {
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(functions(function("sum", 2, a -> instance.join().call("run") + a[1])));
    assertThat(instance.join().call("sum", 1, 2)).isEqualTo(7);
  }

  @Test
  default void anInstanceMovesBetweenThreads() throws Exception {
    Instance instance = GuestThreads.run(this::functions);
    assertThat(GuestThreads.run(() -> instance.call("answer"))).isEqualTo(42);
    assertThat(instance.call("run")).isEqualTo(5);
    GuestThreads.run(() -> closed(instance));
    assertThatThrownBy(() -> instance.call("answer")).isInstanceOf(IllegalStateException.class);
  }
}
