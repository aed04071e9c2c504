package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.support.SealedCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
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
    Path other = Path.of(System.getProperty("java.home"), "lib", "libsyslookup.so");
    assertRefused(
        () -> LibWasmtime.load(other, "50.0.1", Sha256.of(other)), "no function wasm_config_new");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void runsACopyThatNobodyCanChange() throws IOException {
    try (SealedCopy copy = SealedCopy.of(FfmLibrary.file()).orElseThrow()) {
      assertThat(Sha256.of(copy.path())).isEqualTo(Sha256.of(FfmLibrary.file()));
      assertThatThrownBy(() -> Files.write(copy.path(), new byte[] {1}))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> Files.write(copy.path(), new byte[] {1}, StandardOpenOption.APPEND))
          .isInstanceOf(IOException.class);
      assertThat(Sha256.of(copy.path())).isEqualTo(Sha256.of(FfmLibrary.file()));
    }
    assertThat(FfmLibrary.get().version()).isNotEmpty();
    assertThat(mappedFiles()).anyMatch(name -> name.contains("memfd:serpentarium-library"));
  }

  @Test
  void loadsTheFileItselfWhereNothingIsSealed() throws IOException {
    Path file = FfmLibrary.file();
    assertThat(LibWasmtime.openUnsealed(file, Sha256.of(file)).find("wasm_config_new")).isPresent();
    assertRefused(() -> LibWasmtime.openUnsealed(file, Sha256.of("other")), "is not the pinned");
  }

  private static void assertRefused(ThrowingCallable load, String reason) {
    assertThatThrownBy(load)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(reason)
        .message()
        .hasLineCount(1);
  }

  private static List<String> mappedFiles() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.indexOf('/') >= 0)
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .toList();
    }
  }
}
