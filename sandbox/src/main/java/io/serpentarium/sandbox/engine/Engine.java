package io.serpentarium.sandbox.engine;

/**
 * A WebAssembly runtime with one configuration: epoch deadlines on, the features of python.wasm and
 * no others.
 *
 * <p>Thread-safe. Its modules and instances must be closed before it.
 */
public interface Engine extends AutoCloseable {

  /** The adapter's name, such as {@code jni}. */
  String name();

  /** The version of the runtime behind it, such as {@code 7.0.1}. */
  String version();

  /**
   * Compiles a module, or loads it from the engine's own cache of an earlier start.
   *
   * @param wasm the binary format; not kept
   * @throws EngineException when it is not a valid module
   */
  CompiledModule compile(byte[] wasm);

  @Override
  void close();
}
