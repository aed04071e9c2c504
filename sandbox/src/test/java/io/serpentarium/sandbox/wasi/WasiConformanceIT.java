package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.jni.JniEngine;

final class WasiConformanceIT extends ConformanceContract {

  @Override
  protected Engine newEngine() {
    return JniEngine.withoutCache(InterruptionMode.EPOCH, JniEngine.DEFAULT_TICK);
  }
}
