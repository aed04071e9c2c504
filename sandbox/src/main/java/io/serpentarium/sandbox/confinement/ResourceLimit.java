package io.serpentarium.sandbox.confinement;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the kernel lets a worker have, by {@code setrlimit}. Its address space is not among these:
 * each instance reserves gigabytes that it does not use.
 */
enum ResourceLimit {
  /** Bytes of a core. */
  NO_CORE(4, 0),
  /** Threads of the worker's user, those of other processes among them; root is not bound. */
  FEW_THREADS(6, 8_192),
  /** Descriptors: one a session with settled pages, of which a process can map no more. */
  FEW_DESCRIPTORS(7, 32_768),
  /** Bytes that are kept from being swapped. */
  NO_LOCKED_MEMORY(8, 0);

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle GET = CFunctions.get("getrlimit", DESCRIPTOR);
  private static final MethodHandle SET = CFunctions.get("setrlimit", DESCRIPTOR);

  private final int number;
  private final long most;

  ResourceLimit(int number, long most) {
    this.number = number;
    this.most = most;
  }

  /** Returns the kernel's number. */
  int number() {
    return number;
  }

  /** Returns the most that a worker may have. */
  long most() {
    return most;
  }

  /** Returns the names as a worker reports them. */
  static Stream<String> names() {
    return Stream.of(values()).map(each -> each.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Lowers those of this process for good that are higher.
   *
   * @throws UnsupportedConfinementException if the kernel refuses
   */
  static void lowerAll() {
    for (ResourceLimit each : values()) {
      each.lower();
    }
  }

  private void lower() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment softAndHard = arena.allocate(JAVA_LONG, 2);
      require((int) GET.invokeExact(number, softAndHard));
      for (int i = 0; i < 2; i++) {
        long present = softAndHard.getAtIndex(JAVA_LONG, i);
        if (Long.compareUnsigned(present, most) > 0) {
          softAndHard.setAtIndex(JAVA_LONG, i, most);
        }
      }
      require((int) SET.invokeExact(number, softAndHard));
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new UnsupportedConfinementException("limits of resources cannot be set", e);
    }
  }

  private void require(int result) {
    if (result != 0) {
      throw new UnsupportedConfinementException("%s was refused".formatted(name()));
    }
  }
}
