package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Collections;

/**
 * Calls of C functions, one method for each shape, for {@link CApi} alone, which gives each
 * function its type. Pointers and sizes are {@code long}.
 *
 * <p>{@code call} is for functions that give a pointer or a size, {@code run} for those that give
 * nothing, {@code test} for those that give a bool, {@code small} for those that give a byte.
 */
@SuppressWarnings("restricted")
final class Downcalls {

  private static final long NO_FINALIZER = 0;

  private static final MethodHandle CALL_0 = calling(0);
  private static final MethodHandle CALL_1 = calling(1);
  private static final MethodHandle CALL_2 = calling(2);
  private static final MethodHandle CALL_3 = calling(3);
  private static final MethodHandle CALL_4 = calling(4);
  private static final MethodHandle CALL_5 = calling(5);
  private static final MethodHandle CALL_6 = calling(6);
  private static final MethodHandle DEFINE = calling(9);
  private static final MethodHandle RUN_1 = handle(FunctionDescriptor.ofVoid(longs(1)));
  private static final MethodHandle RUN_2 = handle(FunctionDescriptor.ofVoid(longs(2)));
  private static final MethodHandle RUN_3 = handle(FunctionDescriptor.ofVoid(longs(3)));
  private static final MethodHandle RUN_4 = handle(FunctionDescriptor.ofVoid(longs(4)));
  private static final MethodHandle RUN_6 = handle(FunctionDescriptor.ofVoid(longs(6)));
  private static final MethodHandle RUN_BOOLEAN =
      handle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_BOOLEAN));
  private static final MethodHandle RUN_BYTE =
      handle(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_BYTE));
  private static final MethodHandle SMALL = handle(FunctionDescriptor.of(JAVA_BYTE, JAVA_LONG));
  private static final MethodHandle TEST_2 = handle(FunctionDescriptor.of(JAVA_BOOLEAN, longs(2)));
  private static final MethodHandle TEST_5 = handle(FunctionDescriptor.of(JAVA_BOOLEAN, longs(5)));
  private static final MethodHandle PEEK =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(JAVA_LONG, longs(1)), Linker.Option.critical(false));

  private Downcalls() {}

  static long call(MemorySegment function) {
    try {
      return (long) CALL_0.invokeExact(function);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long call(MemorySegment function, long a) {
    try {
      return (long) CALL_1.invokeExact(function, a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long call(MemorySegment function, long a, long b) {
    try {
      return (long) CALL_2.invokeExact(function, a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long call(MemorySegment function, long a, long b, long c) {
    try {
      return (long) CALL_3.invokeExact(function, a, b, c);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long call(MemorySegment function, long a, long b, long c, long d) {
    try {
      return (long) CALL_4.invokeExact(function, a, b, c, d);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long call(MemorySegment function, long a, long b, long c, long d, long e) {
    try {
      return (long) CALL_5.invokeExact(function, a, b, c, d, e);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL_6.invokeExact(function, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Calls {@code wasmtime_func_new_unchecked} without a finalizer. */
  static void make(
      MemorySegment function, long context, long type, long callback, long data, long made) {
    try {
      RUN_6.invokeExact(function, context, type, callback, data, NO_FINALIZER, made);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Calls {@code wasmtime_linker_define_func_unchecked} without a finalizer. */
  static long define(
      MemorySegment function,
      long linker,
      MemorySegment module,
      MemorySegment name,
      long type,
      long callback,
      long data) {
    try {
      return (long)
          DEFINE.invokeExact(
              function,
              linker,
              module.address(),
              module.byteSize(),
              name.address(),
              name.byteSize(),
              type,
              callback,
              data,
              NO_FINALIZER);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static void run(MemorySegment function, long a) {
    try {
      RUN_1.invokeExact(function, a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void run(MemorySegment function, long a, long b) {
    try {
      RUN_2.invokeExact(function, a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void run(MemorySegment function, long a, boolean b) {
    try {
      RUN_BOOLEAN.invokeExact(function, a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void run(MemorySegment function, long a, byte b) {
    try {
      RUN_BYTE.invokeExact(function, a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void run(MemorySegment function, long a, long b, long c) {
    try {
      RUN_3.invokeExact(function, a, b, c);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void run(MemorySegment function, long a, long b, long c, long d) {
    try {
      RUN_4.invokeExact(function, a, b, c, d);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static void run(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      RUN_6.invokeExact(function, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static byte small(MemorySegment function, long a) {
    try {
      return (byte) SMALL.invokeExact(function, a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static boolean test(MemorySegment function, long a, long b) {
    try {
      return (boolean) TEST_2.invokeExact(function, a, b);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static boolean test(MemorySegment function, long a, long b, long c, long d, long e) {
    try {
      return (boolean) TEST_5.invokeExact(function, a, b, c, d, e);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * Calls a function like {@link #call(MemorySegment, long)}, but without the thread's leaving
   * Java: only for functions that read a field and return.
   */
  static long peek(MemorySegment function, long a) {
    try {
      return (long) PEEK.invokeExact(function, a);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static MethodHandle calling(int parameters) {
    return handle(FunctionDescriptor.of(JAVA_LONG, longs(parameters)));
  }

  private static MethodHandle handle(FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(type);
  }

  private static MemoryLayout[] longs(int count) {
    return Collections.nCopies(count, JAVA_LONG).toArray(MemoryLayout[]::new);
  }

  /** No C function throws; what the JVM itself throws there is an error such as a stack's end. */
  private static RuntimeException impossible(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(thrown);
  }
}
