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
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.util.List;

/**
 * Repeats one scenario in a JVM of its own and fails when the process has grown. Its heap must be
 * fixed and touched, or the heap's growth would hide what leaks beside it.
 */
final class FootprintMain {

  /** What is repeated. */
  enum Scenario {
    CLOSED_INSTANCES,
    FAILED_INSTANTIATIONS,
    CLOSED_ENGINES
  }

  private FootprintMain() {}

  /** Takes a scenario and how often to repeat it. */
  public static void main(String[] arguments) throws Exception {
    Scenario scenario = Scenario.valueOf(arguments[0]);
    int times = Integer.parseInt(arguments[1]);
    GuestThreads.run(() -> repeat(scenario, times));
  }

  private static boolean repeat(Scenario scenario, int times) throws Exception {
    try (JniEngine engine = JniEngine.withoutCache(InterruptionMode.EPOCH, JniEngine.DEFAULT_TICK);
        CompiledModule module = engine.compile(Guests.text(guest(scenario)))) {
      run(scenario, module, times / 2);
      NativeFootprint before = NativeFootprint.now();
      run(scenario, module, times);
      assertFlat(before, NativeFootprint.now());
    }
    return true;
  }

  private static String guest(Scenario scenario) {
    return scenario == Scenario.FAILED_INSTANTIATIONS ? "reactor" : "memory";
  }

  private static void run(Scenario scenario, CompiledModule module, int times) {
    switch (scenario) {
      case CLOSED_INSTANCES -> use(module, times);
      case FAILED_INSTANTIATIONS -> failToInstantiate(module, times);
      case CLOSED_ENGINES -> openAndClose(times);
    }
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
      try (JniEngine engine =
              JniEngine.withoutCache(InterruptionMode.EPOCH, JniEngine.DEFAULT_TICK);
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

  private static void assertFlat(NativeFootprint before, NativeFootprint after) {
    System.out.println(before + " -> " + after);
    assertThat(after.callbacks()).isZero();
    after.process().assertNotGrownFrom(before.process());
  }
}
