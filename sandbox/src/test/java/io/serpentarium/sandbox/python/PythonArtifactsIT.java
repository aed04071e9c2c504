package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The artifacts' cache. */
final class PythonArtifactsIT {

  @Test
  void damagedCacheIsMadeAnew(@TempDir Path cache) throws Exception {
    byte[] first = PythonArtifacts.load(cache).module();
    try (var files = Files.list(cache)) {
      for (Path file : files.toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    assertThat(PythonArtifacts.load(cache).module()).isEqualTo(first);
    assertThat(PythonArtifacts.load(cache).module()).isEqualTo(first);
  }
}
