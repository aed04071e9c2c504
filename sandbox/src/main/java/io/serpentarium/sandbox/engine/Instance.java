package io.serpentarium.sandbox.engine;

import java.time.Duration;

/**
 * An instance of a module, with its own memory.
 *
 * <p>One thread at a time may call into an instance. After a {@link Trap}, a {@link #kill}, or an
 * exception of a host function, the instance must only be closed.
 */
public interface Instance extends AutoCloseable {

  /**
   * The exported memory named {@code memory}. For the thread that is in a call, inside its host
   * functions, and for any thread while no call is under way; see {@link #whileAlive} for others.
   */
  GuestMemory memory();

  /**
   * Touches the memory of an instance that another thread may be running, and holds off {@link
   * #kill} and {@link #close} meanwhile.
   *
   * @param access short, and calls nothing but {@link #memory()}
   * @return whether it ran; not after a kill or the close
   */
  boolean whileAlive(Runnable access);

  /**
   * Grows the memory named {@code memory} to at least a number of bytes; never shrinks it. New
   * bytes read as zero. Only while no call is under way.
   *
   * @throws EngineException if the module's maximum, {@link #setMemoryLimit} or the host has no
   *     room
   */
  void growMemory(long bytes);

  /**
   * Sets the size up to which the memory named {@code memory} may grow from now on, whatever the
   * guest does; memory beyond it stays. Only while no call is under way.
   *
   * @param bytes the size, rounded down to whole WebAssembly pages
   */
  void setMemoryLimit(long bytes);

  /**
   * Returns whether the guest has grown its memory beyond {@link #setMemoryLimit}; never with
   * {@link Capability#MEMORY_LIMIT}. May be called from any thread, even during a call; false after
   * a kill or the close.
   */
  boolean exceedsMemoryLimit();

  /**
   * Calls an exported function of i32 parameters and at most one i32 result.
   *
   * @return its result, or 0 when it has none
   * @throws Trap if the guest trapped
   * @throws RuntimeException whatever a host function threw
   */
  int call(String export, int... arguments);

  /**
   * Sets when running guest code traps with {@link Trap.Kind#DEADLINE}, counted from now. Late by
   * at most two ticks of the engine; checked in guest code only, not while a host function runs. An
   * earlier one that a host function sets holds from where the guest next enters a function.
   */
  void setDeadline(Duration fromNow);

  /**
   * Sets the action that {@link #requestCheckpoint} runs: on the guest's thread, or on another one
   * while that stands still in guest code. The action may access the memory, and an exception of
   * its ends the call as if a host function had thrown it. May be run without a request as well.
   *
   * @throws UnsupportedOperationException without {@link Capability#CHECKPOINTS}
   */
  void setCheckpoint(Runnable checkpoint);

  /**
   * Makes running guest code, or the next that is entered, reach its checkpoint soon: not while a
   * host function runs. From any thread; without effect after the close.
   *
   * @throws UnsupportedOperationException without {@link Capability#CHECKPOINTS}
   */
  void requestCheckpoint();

  /**
   * The modules that are linked with the instance, in the same store. For the thread that is in a
   * call, inside its host functions, and for any thread while no call is under way.
   *
   * @throws UnsupportedOperationException without {@link Capability#LINKING}
   */
  SideModules sides();

  /**
   * Ends the instance's use, from any thread: the call under way traps with {@link
   * Trap.Kind#KILLED}, as does every later one. A host function under way goes on, with the memory
   * as it was, and the guest is not entered again. Of no effect after the close.
   *
   * <p>At once with {@link Capability#KILL}.
   */
  void kill();

  /**
   * Gives everything back, having waited for accesses to {@link #memory()} that other threads are
   * in; later ones throw IllegalStateException. Idempotent.
   *
   * @throws IllegalStateException while a call is under way
   */
  @Override
  void close();
}
