package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.InterruptionMode;

/**
 * A handle of a native engine, which lives until its last handle is closed. The holder closes the
 * handle once.
 */
final class EngineHandle implements AutoCloseable {

  private final CApi api;
  private final long pointer;

  private EngineHandle(CApi api, long pointer) {
    this.api = api;
    this.pointer = pointer;
  }

  /** The first handle of a new engine. */
  static EngineHandle create(CApi api, InterruptionMode interruption, CpuTarget cpu) {
    return new EngineHandle(api, EngineConfig.newEngine(api, interruption, cpu));
  }

  /** A further handle of the same engine. */
  EngineHandle another() {
    return new EngineHandle(api, api.engineClone(pointer));
  }

  long pointer() {
    return pointer;
  }

  /** Makes the running guests of this engine handle due requests. From any thread. */
  void incrementEpoch() {
    api.incrementEpoch(pointer);
  }

  @Override
  public void close() {
    api.engineDelete(pointer);
  }
}
