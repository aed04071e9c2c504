package io.serpentarium.sandbox.snapshot;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Functions of the C library. */
final class NativeCalls {

  private NativeCalls() {}

  /** A function that every Linux has. */
  @SuppressWarnings("restricted")
  static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }
}
