package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.PAGE;
import static io.serpentarium.sandbox.engine.Guests.trapOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a trap does on every engine. */
interface TrapContract extends EngineUnderTest {

  @ParameterizedTest
  @CsvSource({
    "unreachable,, UNREACHABLE",
    "load, 131069, MEMORY_OUT_OF_BOUNDS",
    "load, -1, MEMORY_OUT_OF_BOUNDS",
    "recurse, 0, STACK_OVERFLOW"
  })
  default void tellsWhyItTrapped(String export, Integer argument, Trap.Kind kind) {
    Instance instance = instantiate("traps");
    int[] arguments = argument == null ? new int[0] : new int[] {argument};
    assertThat(trapOf(instance, export, arguments).kind()).isEqualTo(kind);
    assertThatThrownBy(() -> instance.call("fine")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void tellsOtherTrapsInItsMessage() {
    Trap trap = trapOf(instantiate("traps"), "divide", 1, 0);
    assertThat(trap.kind()).isEqualTo(Trap.Kind.OTHER);
    assertThat(trap).message().containsIgnoringCase("zero");
  }

  @Test
  default void aTrapHarmsNoOtherInstance() {
    Instance other = instantiate("traps");
    trapOf(instantiate("traps"), "unreachable");
    assertThat(other.call("load", PAGE - 4)).isZero();
  }
}
