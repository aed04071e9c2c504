package io.serpentarium.sandbox.python;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread run only when the others leave a processor idle. Linux gives each thread a nice
 * value of its own, which may be raised without privileges, but not lowered again; elsewhere the
 * value is the process's, and nothing is changed.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setpriority.2.html">setpriority(2)</a>
 */
final class BackgroundPriority {

  /** The nice value with about a tenth of the weight of a thread at 0. */
  static final int NICE = 10;

  private static final int PRIO_PROCESS = 0;
  private static final int THIS_THREAD = 0;
  private static final @Nullable MethodHandle SET_PRIORITY =
      CFunctions.find("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

  private BackgroundPriority() {}

  /** Lowers the current thread's priority, if that can be. Not to be called on a virtual one. */
  static void take() {
    MethodHandle setPriority = SET_PRIORITY;
    if (setPriority == null) {
      return;
    }
    try {
      int _ = (int) setPriority.invokeExact(PRIO_PROCESS, THIS_THREAD, NICE);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
