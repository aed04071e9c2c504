package io.serpentarium.service.app;

/** Which adapter runs the guests. */
public enum EngineChoice {
  /** {@link #FFM} when its library is in the cache, else {@link #JNI}. */
  AUTO,
  /** libwasmtime by java.lang.foreign: a current Wasmtime. */
  FFM,
  /** wasmtime-java, which brings its library along. */
  JNI
}
