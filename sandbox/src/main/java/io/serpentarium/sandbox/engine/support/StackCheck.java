package io.serpentarium.sandbox.engine.support;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Refuses threads whose native stack a guest's recursion could run through: Wasmtime counts down
 * from the start of the call and trusts that the stack is large enough; past its end the JVM dies.
 *
 * <p>The size is read once for each change of the thread. Without {@code pthread_getattr_np} (glibc
 * and musl have it) nothing is refused but virtual threads.
 */
public final class StackCheck {

  /** A size larger than the pthread_attr_t of any platform. */
  private static final long ATTRIBUTES_BYTES = 256;

  private static final @Nullable MethodHandle SELF =
      CFunctions.find("pthread_self", FunctionDescriptor.of(JAVA_LONG));
  private static final @Nullable MethodHandle GET_ATTRIBUTES =
      CFunctions.find("pthread_getattr_np", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
  private static final @Nullable MethodHandle GET_STACK_SIZE =
      CFunctions.find(
          "pthread_attr_getstacksize", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final @Nullable MethodHandle DESTROY_ATTRIBUTES =
      CFunctions.find("pthread_attr_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  private final long required;
  private @Nullable Thread checked;

  /**
   * A check, for one thread at a time.
   *
   * @param required bytes that a thread's stack must have
   */
  public StackCheck(long required) {
    this.required = required;
  }

  /**
   * Checks the current thread.
   *
   * @throws IllegalStateException if it is virtual or its stack is too small
   */
  public void requireEnough() {
    Thread current = Thread.currentThread();
    if (current != checked) {
      requireEnough(current);
      checked = current;
    }
  }

  private void requireEnough(Thread thread) {
    long bytes = thread.isVirtual() ? 0 : stackBytes();
    if (bytes < required) {
      throw new IllegalStateException(
          "a guest needs a thread with %d bytes of stack, %s has %d"
              .formatted(required, thread, bytes));
    }
  }

  /** Returns the stack size of the current platform thread; the largest possible if unknown. */
  private static long stackBytes() {
    if (SELF == null
        || GET_ATTRIBUTES == null
        || GET_STACK_SIZE == null
        || DESTROY_ATTRIBUTES == null) {
      return Long.MAX_VALUE;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
      MemorySegment size = arena.allocate(JAVA_LONG);
      if ((int) GET_ATTRIBUTES.invokeExact((long) SELF.invokeExact(), attributes) != 0) {
        return Long.MAX_VALUE;
      }
      int failed = (int) GET_STACK_SIZE.invokeExact(attributes, size);
      failed |= (int) DESTROY_ATTRIBUTES.invokeExact(attributes);
      return failed == 0 ? size.get(JAVA_LONG, 0) : Long.MAX_VALUE;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
