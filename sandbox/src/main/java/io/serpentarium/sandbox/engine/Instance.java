package io.serpentarium.sandbox.engine;

import java.time.Duration;

/**
 * An instance of a module, with its own memory.
 *
 * <p>One thread at a time may call into it; {@link #memory()} may be used from others. After a
 * {@link Trap}, or after a host function threw, it must only be closed.
 */
public interface Instance extends AutoCloseable {

  /** The exported memory named {@code memory}. */
  GuestMemory memory();

  /**
   * Calls an exported function of i32 parameters and at most one i32 result.
   *
   * @return its result, or 0 when it has none
   * @throws Trap when the guest trapped
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
   * Gives everything back. Not while a call is under way, nor while another thread is inside an
   * access to {@link #memory()}: later accesses throw, one that is under way may not. Idempotent.
   */
  @Override
  void close();
}
