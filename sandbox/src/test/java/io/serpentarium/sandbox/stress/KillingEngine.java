package io.serpentarium.sandbox.stress;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import java.nio.file.Path;

/** Every engine, in the mode in which it has the capability KILL. */
public enum KillingEngine {
  JNI_MEMORY {
    @Override
    public Engine open(Path cache) {
      return JniEngine.withCache(cache, InterruptionMode.MEMORY, JniEngine.DEFAULT_TICK);
    }

    @Override
    byte[] wasm(byte[] text) {
      return text;
    }
  };

  /** A new engine. */
  public abstract Engine open(Path cache);

  /** A module's text in the format that the engine compiles. */
  abstract byte[] wasm(byte[] text);
}
