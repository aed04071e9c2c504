package io.serpentarium.sandbox.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The wheels that {@code sandbox/test-wheels/fetch} downloads. */
final class TestWheels {

  private static final String ABSENT =
      "there are no wheels in the cache; sandbox/test-wheels/fetch puts them there";

  private TestWheels() {}

  /** The wheels in a folder, by name. */
  static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".whl")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Their folder. Without it the test that asks is skipped, or fails when {@code
   * SERPENTARIUM_REQUIRE_WHEELS} is {@code true}.
   */
  static Path folder() {
    Path folder = TestCache.folder("test-wheels");
    boolean found = Files.isDirectory(folder) && !list(folder).isEmpty();
    if (!found && "true".equals(System.getenv("SERPENTARIUM_REQUIRE_WHEELS"))) {
      Assertions.fail(ABSENT);
    }
    Assumptions.assumeTrue(found, ABSENT);
    return folder;
  }
}
