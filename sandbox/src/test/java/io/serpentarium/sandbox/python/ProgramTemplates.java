package io.serpentarium.sandbox.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Pieces of Python with places for literals, in families: one file each in {@code templates}, its
 * pieces parted by lines of {@code # ---}.
 */
record ProgramTemplates(List<Family> families) {

  private static final List<String> NAMES =
      List.of(
          "integers",
          "bignum",
          "floats",
          "mathematics",
          "formatting",
          "strings",
          "unicode",
          "bytestrings",
          "structures",
          "lists",
          "dictionaries",
          "sets",
          "sorting",
          "comprehensions",
          "generators",
          "exceptions",
          "tracebacks",
          "classes",
          "dataclassing",
          "recursion",
          "overflows",
          "memory",
          "functional",
          "iteration",
          "jsonlike",
          "patterns",
          "exactnumbers",
          "compression",
          "digests",
          "dates",
          "randomness",
          "prose",
          "files",
          "standardinput",
          "exits",
          "streams",
          "introspection",
          "concurrency",
          "algorithms");

  /** Templates about one thing. */
  record Family(String name, List<String> pieces) {}

  /** Reads all of them. */
  static ProgramTemplates load() {
    return new ProgramTemplates(NAMES.stream().map(ProgramTemplates::family).toList());
  }

  private static Family family(String name) {
    return new Family(
        name, Stream.of(read(name).split("# ---\n", -1)).map(String::stripTrailing).toList());
  }

  private static String read(String name) {
    try (InputStream in =
        ProgramTemplates.class.getResourceAsStream("templates/" + name + ".txt")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
