package io.serpentarium.sandbox.python;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What python.wasm asks of the host, against the list that a reviewer sees change. */
final class ModuleImportsIT {

  private static final Path LIST = Path.of("../zig/imports.txt");
  private static final Path CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");

  @Test
  void importsAreThoseOfTheCheckedInList() throws IOException {
    try (Engine engine =
            JniEngine.withCache(CACHE, InterruptionMode.EPOCH, JniEngine.DEFAULT_TICK);
        CompiledModule module = engine.compile(PythonArtifacts.load(CACHE).module())) {
      assertThat(module.imports())
          .extracting(ModuleImportsIT::line)
          .isEqualTo(Files.readAllLines(LIST));
    }
  }

  private static String line(Import wanted) {
    return "%s %s %s -> %s"
        .formatted(
            wanted.module(),
            wanted.name(),
            types(wanted.type().parameters()),
            types(wanted.type().results()));
  }

  private static String types(List<ValueType> types) {
    return types.stream()
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .collect(joining(" ", "(", ")"));
  }
}
