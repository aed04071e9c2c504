package io.serpentarium.sandbox.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Programs that keep the interpreter busy, one file each in {@code suite}. */
final class InterpreterSuite {

  static final List<String> NAMES =
      List.of(
          "loops",
          "calls",
          "floats",
          "dictionaries",
          "sorting",
          "json",
          "regex",
          "spectral",
          "permutations");

  private InterpreterSuite() {}

  /** How the comparison calls one. */
  static String label(String name) {
    return "suite, " + name + ", CPU ms";
  }

  static String program(String name) {
    try (InputStream in = InterpreterSuite.class.getResourceAsStream("suite/" + name + ".py")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
