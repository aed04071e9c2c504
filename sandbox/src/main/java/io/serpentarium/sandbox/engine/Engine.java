package io.serpentarium.sandbox.engine;

import java.time.Duration;
import java.util.Set;

/**
 * A WebAssembly runtime with one configuration: one way to interrupt guests, the features of
 * python.wasm and no others.
 *
 * <p>Thread-safe. Modules and instances must be closed before their engine.
 */
public interface Engine extends AutoCloseable {

  /** The adapter's name, such as {@code jni}. */
  String name();

  /** Returns the version of the underlying runtime, such as {@code 7.0.1}. */
  String version();

  /** Returns the optional abilities of the engine. */
  Set<Capability> capabilities();

  /**
   * The stack in bytes that a platform thread needs before it may call into an instance. Guest code
   * takes a part of it, and the host functions that it calls run on what is left.
   */
  long threadStackBytes();

  /** The part of it in bytes that guest code may take; a guest that takes more traps. */
  long guestStackBytes();

  /**
   * Compiles a module, or loads it from the engine's own cache of an earlier start.
   *
   * @param wasm the binary format; not kept
   * @throws EngineException if it is not a valid module
   */
  CompiledModule compile(byte[] wasm);

  /**
   * Compiles a module that is linked with instances of others, whose memory and table it uses, or
   * loads it as {@link #compile} does.
   *
   * @param wasm the binary format; not kept. Whether it can be stopped is the caller's to verify
   * @throws EngineException if it is not a valid module
   * @throws UnsupportedOperationException without {@link Capability#LINKING}
   */
  SideModule compileSide(byte[] wasm);

  /** Returns how the thread does on which deadlines and kills rest. */
  Enforcement enforcement();

  @Override
  void close();

  /**
   * The condition of the thread that enforces the deadlines of an engine's guests.
   *
   * @param sinceLastTick the time since it last looked at them; more than a second means that
   *     deadlines may not hold
   * @param failures the number of times that a deadline could not be enforced, since start
   */
  record Enforcement(Duration sinceLastTick, long failures) {}
}
