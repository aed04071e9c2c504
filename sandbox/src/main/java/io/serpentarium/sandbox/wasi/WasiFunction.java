package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.ErrnoException;

/** A function of preview1, its arguments still as the guest passed them. */
@FunctionalInterface
interface WasiFunction {

  /**
   * Does it; returning is success.
   *
   * @param arguments in order, an i32 as unsigned
   * @throws ErrnoException what the guest is answered
   * @throws io.serpentarium.sandbox.engine.GuestMemory.OutOfBounds answered with EFAULT
   */
  void call(long[] arguments) throws ErrnoException;
}
