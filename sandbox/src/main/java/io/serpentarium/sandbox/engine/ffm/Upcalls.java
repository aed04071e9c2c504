package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way from native code into Java: one C function for the host calls of all guests, one for
 * their epochs. A number in the store's data identifies the guest; no number is reused.
 *
 * <p>Nothing is ever thrown into native code.
 */
final class Upcalls {

  private static final long CONTINUE = 0;

  private final CApi api;
  private final ConcurrentMap<Long, Callee> callees = new ConcurrentHashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final long trapText;
  private final int trapTextBytes;
  private final long hostCall;
  private final long epoch;

  /** The functions of one library, which stay as long as the library. */
  Upcalls(CApi api) {
    this.api = api;
    MemorySegment text = Arena.global().allocateFrom("ended by the host");
    this.trapText = text.address();
    this.trapTextBytes = (int) text.byteSize() - 1;
    this.hostCall = stub("onHostCall");
    this.epoch = stub("onEpoch");
  }

  /** The Java side of a guest's thread. Neither method throws; false makes the guest trap. */
  interface Callee {

    /**
     * Makes a host call.
     *
     * @param index the index of the import
     * @param values the address of the arguments, of 16 bytes each, and then of the results
     */
    boolean hostCall(int index, long values);

    /** Handles due requests now that the epoch has advanced. */
    boolean epoch();
  }

  /** Gives a guest its number, until it is {@link #remove removed}. */
  long add(Callee callee) {
    long number = lastNumber.incrementAndGet();
    callees.put(number, callee);
    return number;
  }

  void remove(long number) {
    callees.remove(number);
  }

  /** Guests that have a number. */
  int size() {
    return callees.size();
  }

  /** The address of a {@code wasmtime_func_unchecked_callback_t} whose data is the index. */
  long hostCallFunction() {
    return hostCall;
  }

  /** The address of the callback of an epoch's deadline, whose data is the guest's number. */
  long epochFunction() {
    return epoch;
  }

  @SuppressWarnings({"unused", "UnusedMethod", "UnusedVariable"}) // called by native code
  private long onHostCall(long index, long caller, long values, long count) {
    try {
      long context = api.callerContext(caller);
      Callee callee = callees.get(api.contextData(context));
      if (callee != null && callee.hostCall((int) index, values)) {
        return CONTINUE;
      }
    } catch (Throwable e) {
      // The trap below ends the guest's call.
    }
    return api.trapNew(trapText, trapTextBytes);
  }

  @SuppressWarnings({"unused", "UnusedMethod", "UnusedVariable"}) // called by native code
  private long onEpoch(long context, long number, long delta, long kind) {
    try {
      @Nullable Callee callee = callees.get(number);
      if (callee != null && callee.epoch()) {
        NativeMemory.putLong(delta, 1);
        return CONTINUE;
      }
    } catch (Throwable e) {
      // The error below ends the guest's call.
    }
    return api.errorNew(trapText);
  }

  /** A C function of four words that gives one. */
  @SuppressWarnings("restricted")
  private long stub(String method) {
    MemoryLayout[] words = Collections.nCopies(4, JAVA_LONG).toArray(MemoryLayout[]::new);
    MethodType type =
        MethodType.methodType(long.class, long.class, long.class, long.class, long.class);
    try {
      MethodHandle handle = MethodHandles.lookup().bind(this, method, type);
      return Linker.nativeLinker()
          .upcallStub(handle, FunctionDescriptor.of(JAVA_LONG, words), Arena.global())
          .address();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
