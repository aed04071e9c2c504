package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.ErrnoException;

/** A function of preview1, its arguments still as the guest passed them. */
@FunctionalInterface
interface WasiFunction {

  /**
   * Performs the function; returning means success.
   *
   * @param arguments the arguments in order, an i32 as unsigned
   * @throws ErrnoException with the errno for the guest
   * @throws io.serpentarium.sandbox.engine.GuestMemory.OutOfBounds which becomes EFAULT
   */
  void call(long[] arguments) throws ErrnoException;
}
