package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine under test, its instances, and the functions that they import. */
@ExtendWith(GuestThreads.class)
abstract class EngineFixture {

  static final Duration TICK = Duration.ofMillis(1);
  static final int PAGE = 65_536;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private Engine engine;

  /** A new engine without a cache. */
  protected abstract Engine newEngine(Duration tick);

  /** The module in the format that {@link Engine#compile} takes. */
  protected abstract byte[] wasm(byte[] text);

  @BeforeEach
  void openEngine() {
    engine = opened(newEngine(TICK));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  static final FunctionType MIX =
      new FunctionType(
          List.of(ValueType.I32, ValueType.I64, ValueType.I32), List.of(ValueType.I64));

  /** Remembers something to be closed after the test, last first. */
  protected final <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  /** The engine of the test that runs. */
  protected final Engine engine() {
    return engine;
  }

  /** A module of the test's engine. */
  protected final CompiledModule compile(String name) {
    return opened(engine.compile(wasm(Guests.text(name))));
  }

  Instance instantiate(String name, HostFunction... functions) {
    return opened(compile(name).instantiate(List.of(functions)));
  }

  Instance memory(HostFunction.Body look) {
    return instantiate("memory", action("look", 1, look));
  }

  Instance functions(HostFunction... special) {
    return opened(compile("functions").instantiate(functionsWith(special)));
  }

  static List<HostFunction> functionsWith(HostFunction... special) {
    List<HostFunction> all =
        new ArrayList<>(
            List.of(
                mix(a -> 0),
                function("sum", 2, a -> a[0] + a[1]),
                action("run", 0, a -> 0),
                new HostFunction(
                    "other module",
                    "odd \"name\"",
                    Guests.type(0, List.of(ValueType.I32)),
                    a -> 77)));
    for (HostFunction each : special) {
      all.replaceAll(old -> old.name().equals(each.name()) ? each : old);
    }
    return all;
  }

  static HostFunction mix(HostFunction.Body body) {
    return new HostFunction("env", "mix", MIX, body);
  }

  static HostFunction throwing(String name, RuntimeException thrown) {
    return action(
        name,
        0,
        a -> {
          throw thrown;
        });
  }

  static HostFunction throwing(String name, Error thrown) {
    return action(
        name,
        0,
        a -> {
          throw thrown;
        });
  }

  static Trap trapOf(Instance instance, String export, int... arguments) {
    return catchThrowableOfType(Trap.class, () -> instance.call(export, arguments));
  }

  /** Returns when the engine has ticked for certain: a deadline has passed. */
  void passTicks() {
    try (Instance other = engine.compile(wasm(Guests.text("traps"))).instantiate(List.of())) {
      other.setDeadline(TICK.multipliedBy(20));
      trapOf(other, "spin");
    }
  }

  static int sumInNewInstance(CompiledModule module, int number) {
    try (Instance instance = module.instantiate(functionsWith())) {
      int sum = 0;
      for (int i = 0; i < 1000; i++) {
        sum = instance.call("sum", sum, number);
      }
      return sum;
    }
  }

  static Executor newThread() {
    return task -> GuestThreads.factory().newThread(task).start();
  }

  /** Ends the guest's {@code await} with a word that another thread than its own writes. */
  static void putFromOutside(Instance instance, int word) {
    assertThat(instance.whileAlive(() -> instance.memory().putInt(128, word))).isTrue();
  }

  static long keep(AtomicReference<long[]> kept, long[] value, long result) {
    kept.set(value.clone());
    return result;
  }

  static long keep(AtomicInteger kept, long value) {
    kept.set((int) value);
    return 0;
  }

  static long completed(CompletableFuture<Void> future) {
    future.complete(null);
    return 0;
  }

  static long swallowed(Runnable action) {
    assertThat(catchThrowable(action::run)).isNotNull();
    return 0;
  }

  static long closed(Instance instance) {
    instance.close();
    return 0;
  }
}
