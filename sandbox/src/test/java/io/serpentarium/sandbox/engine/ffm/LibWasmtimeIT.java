package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No file but the right library gets as far as being used. */
final class LibWasmtimeIT {

  @TempDir Path directory;

  @Test
  void loadsThePinnedLibrary() {
    assertThat(FfmLibrary.get().version()).isEqualTo(LibraryLock.load().version());
  }

  @Test
  void findsNothingInAnEmptyCache() {
    assertThat(LibWasmtime.find(directory)).isEmpty();
  }

  /** The dynamic linker itself would crash on it. */
  @Test
  void refusesATruncatedLibraryUnloaded() throws IOException {
    byte[] whole = Files.readAllBytes(FfmLibrary.file());
    Path half = Files.write(directory.resolve("half.so"), Arrays.copyOf(whole, 1000));
    assertRefused(() -> LibWasmtime.load(half), "is not the pinned libwasmtime");
  }

  @Test
  void refusesAMissingFile() {
    assertRefused(() -> LibWasmtime.load(directory.resolve("absent")), "cannot be read");
  }

  @Test
  void refusesWhatIsNoLibrary() throws IOException {
    Path file = Files.writeString(directory.resolve("libwasmtime.so"), "nonsense");
    assertRefused(() -> LibWasmtime.load(file, "50.0.1", Sha256.of(file)), "cannot be loaded");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesALibraryWithoutTheFunctions() throws IOException {
    Path libc = loadedLibc();
    assertRefused(
        () -> LibWasmtime.load(libc, "50.0.1", Sha256.of(libc)), "no function wasm_config_new");
  }

  private static void assertRefused(ThrowingCallable load, String reason) {
    assertThatThrownBy(load)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  private static Path loadedLibc() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.matches(".*/libc[.-].*so.*"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst()
          .orElseThrow();
    }
  }
}
