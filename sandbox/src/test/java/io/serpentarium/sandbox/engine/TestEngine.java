package io.serpentarium.sandbox.engine;

import io.serpentarium.sandbox.engine.ffm.FfmLibrary;
import java.nio.file.Path;
import java.util.Locale;

/** An engine configuration under test. */
public record TestEngine(Adapter adapter, InterruptionMode mode) {

  /** An engine's adapter, as tests use it. */
  public interface Adapter {

    /** What its engines answer to {@link Engine#name}. */
    String name();

    /** Makes an engine that keeps compiled modules in a directory. */
    Engine open(Path cache, InterruptionMode mode);

    /** Turns a module's text into what {@link Engine#compile} takes. */
    byte[] assemble(byte[] text);

    /** Ends the test as skipped, or as failed, where this machine cannot run the engine. */
    void require();
  }

  /** Where all tests keep compiled modules. */
  public static Path sharedCache() {
    return Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");
  }

  /** Makes the engine. Whoever asks closes it. */
  public Engine open(Path cache) {
    return adapter.open(cache, mode);
  }

  /** Whether its engines have {@link Capability#KILL}; the epochs of wasmtime-java only trap. */
  boolean kills() {
    return mode == InterruptionMode.POLL || !adapter.name().equals("jni");
  }

  /**
   * Turns a module's text into what its engines take: with polls where they need them, for which
   * libwasmtime assembles it.
   */
  public byte[] assemble(byte[] text) {
    return mode == InterruptionMode.POLL
        ? FfmLibrary.assemble(PolledText.of(text))
        : adapter.assemble(text);
  }

  /** The name of the configuration, such as {@code jni/epoch}. */
  @Override
  public String toString() {
    return adapter.name() + "/" + mode.name().toLowerCase(Locale.ROOT);
  }
}
