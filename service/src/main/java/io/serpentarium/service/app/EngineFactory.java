package io.serpentarium.service.app;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.ffm.FfmEngine;
import io.serpentarium.sandbox.engine.ffm.FfmEngineOptions;
import io.serpentarium.sandbox.engine.ffm.LibWasmtime;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import io.serpentarium.sandbox.remote.worker.WorkerSettings;
import io.serpentarium.service.app.ServiceProperties.EngineSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the configured engine.
 *
 * @param settings the settings of the engine
 * @param cacheDirectory the directory of libwasmtime and of compiled modules
 */
record EngineFactory(EngineSettings settings, Path cacheDirectory) {

  private static final Logger log = LoggerFactory.getLogger(EngineFactory.class);

  /** The command that installs the library of {@link ServiceProperties.EngineChoice#FFM}. */
  static final String REMEDY = "sandbox/libwasmtime/fetch installs it";

  /**
   * Makes the engine; the caller closes it. Only {@link ServiceProperties.EngineChoice#AUTO} takes
   * another engine if libwasmtime is missing; a library that is there and unusable is an error for
   * it as well.
   *
   * @throws EngineException if the engine cannot run here
   */
  Engine make() {
    return switch (settings.name()) {
      case JNI -> jni();
      case FFM -> ffm(library().orElseThrow(this::missing));
      case AUTO -> library().map(this::ffm).orElseGet(this::jniInstead);
    };
  }

  /**
   * Returns how workers make the same engine.
   *
   * @throws EngineException if that is not {@code ffm}, or cannot run here
   */
  WorkerSettings inWorkers(PythonSandboxOptions options) {
    if (settings.name() == ServiceProperties.EngineChoice.JNI) {
      throw new EngineException("serpentarium.isolation needs the engine ffm, not jni", null);
    }
    return new WorkerSettings(
        library().orElseThrow(this::missing), interruption(), settings.cpu(), options);
  }

  private Optional<Path> library() {
    return settings.library() == null
        ? LibWasmtime.find(cacheDirectory)
        : Optional.of(settings.library());
  }

  private EngineException missing() {
    return new EngineException(
        "the engine ffm needs libwasmtime, which is not in %s: %s"
            .formatted(cacheDirectory, REMEDY),
        null);
  }

  private Engine jniInstead() {
    log.info("Using engine jni: libwasmtime is not in {}; {}", cacheDirectory, REMEDY);
    return jni();
  }

  private Engine jni() {
    try {
      return JniEngine.withCache(cacheDirectory, interruption(), JniEngine.DEFAULT_TICK);
    } catch (NoClassDefFoundError e) {
      throw new EngineException("the engine jni was left out of this build", e);
    }
  }

  private InterruptionMode interruption() {
    return Objects.requireNonNullElseGet(settings.interruption(), InterruptionMode::usual);
  }

  private Engine ffm(Path library) {
    return FfmEngine.open(
        LibWasmtime.load(library),
        FfmEngineOptions.DEFAULT
            .withInterruption(interruption())
            .withCache(cacheDirectory)
            .withCpu(settings.cpu()));
  }
}
