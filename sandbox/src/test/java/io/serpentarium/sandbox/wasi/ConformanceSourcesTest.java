package io.serpentarium.sandbox.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed modules are those of the committed sources; else {@code conformance/build}. */
final class ConformanceSourcesTest {

  private static final Path SOURCES = Path.of("conformance");
  private static final Path MODULES =
      Path.of("src/test/resources/io/serpentarium/sandbox/wasi/conformance");

  @Test
  void modulesWereBuiltFromTheseSources() throws IOException {
    assertThat(hashes(SOURCES, "zig", "build")).isEqualTo(lines("sources.sha256"));
  }

  @Test
  void modulesAreThoseThatWereBuilt() throws IOException {
    assertThat(hashes(MODULES, "wasm")).isEqualTo(lines("modules.sha256"));
  }

  @Test
  void everyProgramIsRun() throws IOException {
    assertThat(lines("modules.sha256"))
        .extracting(line -> line.substring(line.indexOf("  ") + 2).replace(".wasm", ""))
        .isEqualTo(ConformanceProgram.NAMES);
  }

  private static List<String> lines(String name) throws IOException {
    return Files.readAllLines(MODULES.resolve(name));
  }

  /** As {@code sha256sum} prints them, of the files with one of these endings. */
  private static List<String> hashes(Path folder, String... endings) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .sorted()
          .map(file -> sha256(file) + "  " + file.getFileName())
          .toList();
    }
  }

  private static String sha256(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
