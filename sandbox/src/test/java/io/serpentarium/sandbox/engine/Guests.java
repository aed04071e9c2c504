package io.serpentarium.sandbox.engine;

import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** The test modules, and host functions for them. */
public final class Guests {

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
}
