package io.serpentarium.sandbox.libc;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Functions of the C library. */
public final class CFunctions {

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  private CFunctions() {}

  /**
   * A function that every Linux has.
   *
   * @throws NoSuchElementException if this one has it not
   */
  @SuppressWarnings("restricted")
  public static MethodHandle get(String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }

  /** A function of Linux; null on any other system, and where the library has it not. */
  @SuppressWarnings("restricted")
  public static @Nullable MethodHandle find(
      String name, FunctionDescriptor type, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return LINUX
        ? linker
            .defaultLookup()
            .find(name)
            .map(found -> linker.downcallHandle(found, type, options))
            .orElse(null)
        : null;
  }
}
