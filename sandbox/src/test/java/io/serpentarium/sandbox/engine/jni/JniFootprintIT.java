package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.Guests;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Closed instances leave nothing behind. {@code -Dinstances=20000} for the long run. */
@ExtendWith(GuestThreads.class)
@EnabledOnOs(OS.LINUX)
final class JniFootprintIT {

  private static final int INSTANCES = Integer.getInteger("instances", 2_000);
  private static final int WARM_UP = 500;

  @Test
  void closedInstancesGiveEverythingBack() throws Exception {
    try (JniEngine engine = JniEngine.withoutCache(JniEngine.DEFAULT_TICK);
        CompiledModule module = engine.compile(Guests.text("memory"))) {
      use(module, WARM_UP);
      NativeFootprint before = NativeFootprint.now();
      use(module, INSTANCES);
      assertFlat(before, NativeFootprint.now());
    }
  }

  @Test
  void failedInstantiationsGiveEverythingBack() throws Exception {
    try (JniEngine engine = JniEngine.withoutCache(JniEngine.DEFAULT_TICK);
        CompiledModule module = engine.compile(Guests.text("reactor"))) {
      failToInstantiate(module, WARM_UP);
      NativeFootprint before = NativeFootprint.now();
      failToInstantiate(module, INSTANCES);
      assertFlat(before, NativeFootprint.now());
    }
  }

  @Test
  void closedEnginesGiveEverythingBack() throws Exception {
    openAndClose(20);
    NativeFootprint before = NativeFootprint.now();
    openAndClose(100);
    assertFlat(before, NativeFootprint.now());
  }

  private static void use(CompiledModule module, int times) {
    for (int i = 0; i < times; i++) {
      try (Instance instance = module.instantiate(List.of(look(a -> 0)))) {
        instance.call("growAndLook", 3);
        instance.memory().putInt(3 * 65_536, i);
        assertThat(instance.call("load", 3 * 65_536)).isEqualTo(i);
        assertThat(catchThrowable(() -> instance.call("load", -1))).isNotNull();
      }
    }
  }

  private static void failToInstantiate(CompiledModule module, int times) {
    HostFunction failing =
        new HostFunction(
            "env",
            "initialising",
            new FunctionType(List.of(), List.of()),
            a -> {
              throw new IllegalArgumentException();
            });
    for (int i = 0; i < times; i++) {
      assertThat(catchThrowable(() -> module.instantiate(List.of(failing))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void openAndClose(int times) {
    for (int i = 0; i < times; i++) {
      try (JniEngine engine = JniEngine.withoutCache(JniEngine.DEFAULT_TICK);
          CompiledModule module = engine.compile(Guests.text("memory"))) {
        use(module, 1);
        assertThat(catchThrowable(() -> engine.compile(new byte[] {1})))
            .isInstanceOf(EngineException.class);
      }
    }
  }

  private static HostFunction look(HostFunction.Body body) {
    return new HostFunction(
        "env", "look", new FunctionType(List.of(FunctionType.ValueType.I32), List.of()), body);
  }

  /** The slack is for the JVM's own doings: its heap, its compiler threads, its arenas. */
  private static void assertFlat(NativeFootprint before, NativeFootprint after) {
    assertThat(after.callbacks()).isZero();
    assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 4);
    assertThat(after.mappings()).isLessThanOrEqualTo(before.mappings() + 40);
    assertThat(after.residentKib()).isLessThanOrEqualTo(before.residentKib() + (64 << 10));
  }
}
