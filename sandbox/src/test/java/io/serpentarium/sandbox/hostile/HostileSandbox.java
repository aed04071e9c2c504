package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import java.nio.file.Path;

/** Starts the sandbox that is attacked. */
final class HostileSandbox {

  private static final Path CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");
  private static final int POOL = 2;
  private static final int SESSIONS = 100;

  private HostileSandbox() {}

  static Engine engine() {
    return JniEngine.withCache(CACHE, JniEngine.DEFAULT_TICK);
  }

  static Sandbox start() {
    return start(SESSIONS);
  }

  static Sandbox start(int maxSessions) {
    return new PythonSandbox(engine(), options().withPoolSize(POOL).withMaxSessions(maxSessions));
  }

  /** Each session's instance is made when it is opened. */
  static Sandbox startWithoutPool(Engine engine) {
    return new PythonSandbox(engine, options().withPoolSize(0));
  }

  private static PythonSandboxOptions options() {
    return PythonSandboxOptions.withCache(CACHE);
  }
}
