package io.serpentarium.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The test modules, host functions for them, and what tests do with their instances. */
public final class Guests {

  static final int PAGE = 65_536;

  /** Where the modules keep their data: the page before is what they poll on some engines. */
  static final int DATA = PAGE;

  /** Of the import {@code mix}. */
  static final FunctionType MIX =
      new FunctionType(
          List.of(ValueType.I32, ValueType.I64, ValueType.I32), List.of(ValueType.I64));

  private Guests() {}

  /** The text of a module that lies beside this class. */
  public static byte[] text(String name) {
    try (InputStream in = Guests.class.getResourceAsStream(name + ".wat")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A function of module {@code env}, with i32 parameters and no result. */
  static HostFunction action(String name, int parameters, HostFunction.Body body) {
    return new HostFunction("env", name, type(parameters, List.of()), body);
  }

  /** A function of module {@code env}, with i32 parameters and an i32 result. */
  static HostFunction function(String name, int parameters, HostFunction.Body body) {
    return new HostFunction("env", name, type(parameters, List.of(ValueType.I32)), body);
  }

  /** A function type with so many i32 parameters. */
  static FunctionType type(int parameters, List<ValueType> results) {
    return new FunctionType(Collections.nCopies(parameters, ValueType.I32), results);
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

  /** Ends the guest's {@code await} with a word that another thread than its own writes. */
  static void putFromOutside(Instance instance, int word) {
    assertThat(instance.whileAlive(() -> instance.memory().putInt(DATA + 128, word))).isTrue();
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

  static long closed(Instance instance) {
    instance.close();
    return 0;
  }
}
