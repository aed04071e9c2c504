package io.serpentarium.sandbox.engine;

import io.serpentarium.sandbox.engine.ffm.FfmEngine;
import io.serpentarium.sandbox.engine.ffm.FfmEngineOptions;
import io.serpentarium.sandbox.engine.ffm.FfmLibrary;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import java.nio.file.Path;
import java.util.List;

/** The engine configurations that every test of the sandbox runs on. */
public final class TestEngines {

  /** All of them, the one that others are compared with first. */
  public static final List<TestEngine> ALL =
      List.of(
          new TestEngine(new Jni(), InterruptionMode.EPOCH),
          new TestEngine(new Jni(), InterruptionMode.POLL),
          new TestEngine(new Ffm(), InterruptionMode.EPOCH),
          new TestEngine(new Ffm(), InterruptionMode.POLL));

  private TestEngines() {}

  /** The engines that end running guest code immediately: {@link Capability#KILL}. */
  public static List<TestEngine> killing() {
    return ALL.stream().filter(TestEngine::kills).toList();
  }

  /** The one with this name, such as {@code jni/epoch}. */
  public static TestEngine named(String name) {
    return ALL.stream()
        .filter(engine -> engine.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no engine " + name + " in " + ALL));
  }

  private record Jni() implements TestEngine.Adapter {

    @Override
    public String name() {
      return "jni";
    }

    @Override
    public Engine open(Path cache, InterruptionMode mode) {
      return JniEngine.withCache(cache, mode, JniEngine.DEFAULT_TICK);
    }

    @Override
    public byte[] assemble(byte[] text) {
      return text;
    }

    @Override
    public void require() {}
  }

  private record Ffm() implements TestEngine.Adapter {

    @Override
    public String name() {
      return "ffm";
    }

    @Override
    public Engine open(Path cache, InterruptionMode mode) {
      FfmEngineOptions options = FfmEngineOptions.DEFAULT.withCache(cache).withInterruption(mode);
      return FfmEngine.open(FfmLibrary.get(), options);
    }

    @Override
    public byte[] assemble(byte[] text) {
      return FfmLibrary.assemble(text);
    }

    @Override
    public void require() {
      FfmLibrary.get();
    }
  }
}
