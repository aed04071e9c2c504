package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import java.nio.file.Path;

/** Starts the sandbox that is attacked. */
final class HostileSandbox {

  private HostileSandbox() {}

  static Sandbox start() {
    Path cache = Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");
    return new PythonSandbox(
        JniEngine.withCache(cache, JniEngine.DEFAULT_TICK),
        PythonSandboxOptions.withCache(cache).withPoolSize(2));
  }
}
