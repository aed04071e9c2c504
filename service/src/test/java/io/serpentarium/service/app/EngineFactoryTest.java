package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.ffm.CpuTarget;
import io.serpentarium.sandbox.engine.ffm.LibWasmtime;
import io.serpentarium.service.app.ServiceProperties.EngineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

class EngineFactoryTest {

  @TempDir private Path cache;

  @Test
  void takesJniWhenTheLibraryIsMissing() {
    try (Engine engine = factory(ServiceProperties.EngineChoice.AUTO).make()) {
      assertThat(engine.name()).isEqualTo("jni");
    }
  }

  @Test
  void refusesFfmWhenTheLibraryIsMissingAndSaysHowToGetIt() {
    assertThatThrownBy(() -> factory(ServiceProperties.EngineChoice.FFM).make())
        .isInstanceOfSatisfying(
            EngineException.class,
            refusal ->
                assertThat(analysis(refusal).getDescription())
                    .hasLineCount(1)
                    .contains(cache.toString(), "sandbox/libwasmtime/fetch"));
  }

  @Test
  void refusesALibraryThatIsNotThePinnedOneRatherThanTakeAnother() throws IOException {
    Path library = LibWasmtime.place(cache).orElseThrow();
    Files.createDirectories(Objects.requireNonNull(library.getParent()));
    Files.writeString(library, "other bytes");
    assertThat(LibWasmtime.find(cache)).contains(library);
    assertThatThrownBy(() -> factory(ServiceProperties.EngineChoice.AUTO).make())
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("sha256");
  }

  @Test
  void refusesALibraryThatIsNamedAndMissing() {
    EngineSettings settings =
        new EngineSettings(
            ServiceProperties.EngineChoice.AUTO,
            InterruptionMode.EPOCH,
            cache.resolve("absent.so"),
            CpuTarget.HOST);
    assertThatThrownBy(() -> new EngineFactory(settings, cache).make())
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("absent.so");
  }

  private static FailureAnalysis analysis(EngineException refusal) {
    return Objects.requireNonNull(new StartFailureAnalyzers.OfEngine().analyze(refusal));
  }

  private EngineFactory factory(ServiceProperties.EngineChoice choice) {
    return new EngineFactory(
        new EngineSettings(choice, InterruptionMode.EPOCH, null, CpuTarget.HOST), cache);
  }
}
