package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.functionsWith;
import static io.serpentarium.sandbox.engine.Guests.trapOf;

import java.time.Duration;
import java.util.List;

/** The engine that a contract is tried on, and instances of it that are closed after the test. */
interface EngineUnderTest {

  /** Of its deadlines' clock. */
  Duration TICK = Duration.ofMillis(1);

  /** A new engine without a cache. */
  Engine newEngine(Duration tick);

  /** The module in the format that {@link Engine#compile} takes. */
  byte[] wasm(byte[] text);

  /** The engine of the test that runs. */
  Engine engine();

  /** Remembers something to be closed after the test, last first. */
  <T extends AutoCloseable> T opened(T resource);

  /** A module of the test's engine. */
  default CompiledModule compile(String name) {
    return opened(engine().compile(wasm(Guests.text(name))));
  }

  /** An instance of a module of the test's engine. */
  default Instance instantiate(String name, HostFunction... functions) {
    return opened(compile(name).instantiate(List.of(functions)));
  }

  /** An instance of the module {@code memory}. */
  default Instance memory(HostFunction.Body look) {
    return instantiate("memory", action("look", 1, look));
  }

  /** An instance of the module {@code functions}, some of whose imports are special. */
  default Instance functions(HostFunction... special) {
    return opened(compile("functions").instantiate(functionsWith(special)));
  }

  /** Returns when the engine has ticked for certain: a deadline has passed. */
  default void passTicks() {
    try (Instance other = engine().compile(wasm(Guests.text("traps"))).instantiate(List.of())) {
      other.setDeadline(TICK.multipliedBy(20));
      trapOf(other, "spin");
    }
  }
}
