package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.Guests;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.PolledText;
import io.serpentarium.sandbox.engine.ffm.FfmLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(GuestThreads.class)
final class JniCacheIT {

  @TempDir Path directory;

  @Test
  void aSecondEngineUsesWhatTheFirstCompiled() {
    Path cache = directory.resolve("some \"odd\" name");
    compileAndCall(cache, InterruptionMode.EPOCH);
    await().untilAsserted(() -> assertThat(usages(cache)).hasSize(1).containsValue(1L));
    compileAndCall(cache, InterruptionMode.EPOCH);
    await().untilAsserted(() -> assertThat(usages(cache)).hasSize(1).containsValue(2L));
  }

  @Test
  void theModesShareTheDirectoryAndNoModule() {
    Path cache = directory.resolve("both");
    compileAndCall(cache, InterruptionMode.EPOCH);
    compileAndCall(cache, InterruptionMode.POLL);
    assertThat(modules(cache)).as("with the loop that is killed at the start").hasSize(3);
    compileAndCall(cache, InterruptionMode.POLL);
    assertThat(modules(cache)).hasSize(3);
  }

  @Test
  void worksWithoutADirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    compileAndCall(file, InterruptionMode.EPOCH);
    compileAndCall(file.resolve("below"), InterruptionMode.EPOCH);
    assertThat(file).isEmptyFile();
  }

  private static void compileAndCall(Path cache, InterruptionMode mode) {
    try (JniEngine engine = JniEngine.withCache(cache, mode, JniEngine.DEFAULT_TICK);
        CompiledModule module = engine.compile(module(mode));
        Instance instance = module.instantiate(List.of())) {
      assertThat(instance.call("fine")).isEqualTo(1);
    }
  }

  private static byte[] module(InterruptionMode mode) {
    byte[] text = Guests.text("traps");
    return mode == InterruptionMode.POLL ? FfmLibrary.assemble(PolledText.of(text)) : text;
  }

  /** How often each cached module was used, from the statistics that Wasmtime keeps beside it. */
  private static Map<Path, Long> usages(Path cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files
          .filter(file -> file.toString().endsWith(".stats"))
          .collect(Collectors.toMap(file -> file, JniCacheIT::usage));
    }
  }

  /** What is compiled; Wasmtime writes its statistics, beside that, when it finds the time. */
  private static List<Path> modules(Path cache) {
    try (Stream<Path> files = Files.walk(cache.resolve("jni/modules"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toFile().getName().contains("."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long usage(Path stats) {
    try (Stream<String> lines = Files.lines(stats)) {
      return lines
          .filter(line -> line.startsWith("usages = "))
          .mapToLong(line -> Long.parseLong(line.substring("usages = ".length())))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
