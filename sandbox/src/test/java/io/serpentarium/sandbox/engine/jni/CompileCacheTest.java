package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
final class CompileCacheTest {

  @TempDir Path directory;

  @Test
  void makesADirectoryForItsOwnerAlone() throws IOException {
    Path cache = directory.resolve("a/b");
    Path toml = CompileCache.prepare(cache).orElseThrow();
    assertThat(mode(cache)).isEqualTo("rwx------");
    assertThat(toml).hasParent(cache.toRealPath());
    assertThat(toml).content().contains("enabled = true", "\"" + cache.toRealPath() + "/jni\"");
  }

  @Test
  void takesAnExistingDirectoryFromOthers() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(CompileCache.prepare(directory)).isPresent();
    assertThat(mode(directory)).isEqualTo("rwx------");
  }

  @Test
  void quotesTheDirectory() {
    Path toml = CompileCache.prepare(directory.resolve("a\"b\\c")).orElseThrow();
    assertThat(toml).content().contains("/a\\\"b\\\\c/jni\"");
  }

  @Test
  void doesWithoutWhatIsNoDirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(CompileCache.prepare(file)).isEmpty();
    assertThat(file).isEmptyFile();
  }

  @Test
  void manyMayPrepareAtOnce() throws IOException {
    assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> CompileCache.prepare(directory)))
        .allMatch(Optional::isPresent);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).extracting(Path::getFileName).containsExactly(Path.of("wasmtime.toml"));
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
