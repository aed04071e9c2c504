package io.serpentarium.sandbox.snapshot;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A descriptor of this process, for ioctl(2). Thread-safe. */
final class IoControl implements AutoCloseable {

  private final MethodHandle ioctl =
      CFunctions.get(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private final MethodHandle close =
      CFunctions.get("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private final int descriptor;

  /** Takes over a descriptor that is open. */
  IoControl(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Calls ioctl; negative where it failed. */
  int control(long request, MemorySegment argument) {
    try {
      return (int) ioctl.invokeExact(descriptor, request, argument);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      int _ = (int) close.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
