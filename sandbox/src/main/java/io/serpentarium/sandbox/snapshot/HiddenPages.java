package io.serpentarium.sandbox.snapshot;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The pages before the host's view of a memory. No image holds them, and the host does not touch
 * them: what a guest has written there can only be dropped as a whole, by the kernel.
 */
final class HiddenPages {

  private static final int MADV_DONTNEED = 4;

  private static final @Nullable MethodHandle ADVISE =
      CFunctions.find("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

  private HiddenPages() {}

  /** Returns whether a number of hidden bytes can be dropped here: always if none are hidden. */
  static boolean canBeDropped(long hidden) {
    return hidden == 0 || ADVISE != null;
  }

  /** Makes hidden pages read as zero, as in a new instance. */
  static void drop(MemorySegment view, long hidden) {
    MethodHandle advise = ADVISE;
    if (hidden == 0 || advise == null) {
      return;
    }
    try {
      if ((int) advise.invokeExact(view.address() - hidden, hidden, MADV_DONTNEED) != 0) {
        throw new IllegalStateException("the system refuses madvise");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
