package io.serpentarium.sandbox.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The hostile programs, each a resource beside this class. */
final class HostileCorpus {

  private HostileCorpus() {}

  /** All of them, in the order of their names. */
  static List<HostileProgram> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.toString().endsWith(".py"))
          .sorted()
          .map(HostileCorpus::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    URL any = HostileCorpus.class.getResource("cpu_bytecode_loop.py");
    try {
      return Path.of(Objects.requireNonNull(any).toURI()).resolveSibling("");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HostileProgram read(Path file) {
    String name = file.getFileName().toString();
    try {
      return HostileProgram.parse(
          name.substring(0, name.length() - ".py".length()), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
