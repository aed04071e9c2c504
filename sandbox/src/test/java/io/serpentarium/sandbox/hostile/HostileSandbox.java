package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;

/** Starts the sandbox that is attacked. */
final class HostileSandbox {

  private static final int POOL = 2;
  private static final int SESSIONS = 100;

  private HostileSandbox() {}

  /** Starts one, or ends the test where this machine cannot run the engine. */
  static Sandbox start(TestEngine engine) {
    return start(engine, SESSIONS);
  }

  static Sandbox start(TestEngine engine, int maxSessions) {
    return new PythonSandbox(
        open(engine), options().withPoolSize(POOL).withMaxSessions(maxSessions));
  }

  /** Each session's instance is made when it is opened. */
  static Sandbox startWithoutPool(ForgingEngine engine) {
    return new PythonSandbox(engine, options().withPoolSize(0));
  }

  static Engine open(TestEngine engine) {
    engine.adapter().require();
    return engine.open(TestEngine.sharedCache());
  }

  private static PythonSandboxOptions options() {
    return PythonSandboxOptions.withCache(TestEngine.sharedCache());
  }
}
