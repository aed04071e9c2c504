package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.Guests;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.ProcessFootprint;
import java.util.List;

/**
 * Repeats one scenario in a JVM of its own and fails when the process has grown. Its heap must be
 * fixed and touched, or the heap's growth would hide what leaks beside it.
 */
final class FfmFootprintMain {

  /** What is repeated. */
  enum Scenario {
    CLOSED_INSTANCES("memory"),
    FAILED_INSTANTIATIONS("reactor"),
    KILLED_INSTANCES("traps"),
    CLOSED_ENGINES("memory");

    private final String guest;

    Scenario(String guest) {
      this.guest = guest;
    }
  }

  private FfmFootprintMain() {}

  /** Takes a scenario and how often to repeat it. */
  public static void main(String[] arguments) throws Exception {
    Scenario scenario = Scenario.valueOf(arguments[0]);
    int times = Integer.parseInt(arguments[1]);
    GuestThreads.run(() -> repeat(scenario, times));
  }

  private static boolean repeat(Scenario scenario, int times) throws Exception {
    try (FfmEngine engine = FfmEngine.open(FfmLibrary.get(), FfmLibrary.EPOCHS);
        CompiledModule module = compile(engine, scenario.guest)) {
      run(scenario, module, times / 2);
      ProcessFootprint before = ProcessFootprint.now();
      run(scenario, module, times);
      ProcessFootprint after = ProcessFootprint.now();
      System.out.println(before + " -> " + after);
      after.assertNotGrownFrom(before);
      assertThat(FfmLibrary.get().upcalls().size()).isZero();
    }
    return true;
  }

  private static CompiledModule compile(FfmEngine engine, String guest) {
    return engine.compile(FfmLibrary.assemble(Guests.text(guest)));
  }

  private static void run(Scenario scenario, CompiledModule module, int times) {
    for (int i = 0; i < times; i++) {
      switch (scenario) {
        case CLOSED_INSTANCES -> use(module, i);
        case FAILED_INSTANTIATIONS -> failToInstantiate(module);
        case KILLED_INSTANCES -> kill(module);
        case CLOSED_ENGINES -> openAndClose(i);
      }
    }
  }

  private static void use(CompiledModule module, int word) {
    try (Instance instance = module.instantiate(List.of(look(a -> 0)))) {
      instance.call("growAndLook", 3);
      instance.memory().putInt(3 * 65_536, word);
      assertThat(instance.call("load", 3 * 65_536)).isEqualTo(word);
      assertThat(catchThrowable(() -> instance.call("load", -1))).isNotNull();
    }
  }

  private static void kill(CompiledModule module) {
    try (Instance instance = module.instantiate(List.of())) {
      instance.setCheckpoint(instance::kill);
      instance.requestCheckpoint();
      assertThat(catchThrowable(() -> instance.call("spin"))).isNotNull();
    }
  }

  private static void failToInstantiate(CompiledModule module) {
    HostFunction failing =
        new HostFunction(
            "env",
            "initialising",
            new FunctionType(List.of(), List.of()),
            a -> {
              throw new IllegalArgumentException();
            });
    assertThat(catchThrowable(() -> module.instantiate(List.of(failing))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void openAndClose(int word) {
    try (FfmEngine engine = FfmEngine.open(FfmLibrary.get(), FfmLibrary.EPOCHS);
        CompiledModule module = compile(engine, "memory")) {
      use(module, word);
      assertThat(catchThrowable(() -> engine.compile(new byte[] {1})))
          .isInstanceOf(EngineException.class);
    }
  }

  private static HostFunction look(HostFunction.Body body) {
    return new HostFunction(
        "env", "look", new FunctionType(List.of(FunctionType.ValueType.I32), List.of()), body);
  }
}
