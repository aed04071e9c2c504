package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.serpentarium.sandbox.engine.InterruptionMode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The library that tests run on, from the cache of {@code sandbox/libwasmtime/fetch}. */
public final class FfmLibrary {

  /** Of engines for modules that do not poll. */
  static final FfmEngineOptions EPOCHS =
      FfmEngineOptions.DEFAULT.withInterruption(InterruptionMode.EPOCH);

  private static final String ABSENT =
      "libwasmtime is not in the cache; sandbox/libwasmtime/fetch puts it there";

  private FfmLibrary() {}

  private static final class Loaded {
    static final LibWasmtime LIBRARY = LibWasmtime.load(file());
  }

  /**
   * The library, loaded once for all tests. Without it the test that asks is skipped, or fails when
   * {@code SERPENTARIUM_REQUIRE_FFM} is {@code true}.
   */
  public static LibWasmtime get() {
    file();
    return Loaded.LIBRARY;
  }

  /** The file of the library; skips or fails in the same way. */
  static Path file() {
    Optional<Path> found = LibWasmtime.find(cache());
    if (found.isEmpty() && "true".equals(System.getenv("SERPENTARIUM_REQUIRE_FFM"))) {
      Assertions.fail(ABSENT);
    }
    Assumptions.assumeTrue(found.isPresent(), ABSENT);
    return found.orElseThrow();
  }

  /** The binary of a module in text format. */
  public static byte[] assemble(byte[] text) {
    CApi api = get().api();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocateFrom(JAVA_BYTE, text);
      long vector = arena.allocate(NativeMemory.VECTOR_BYTES, Long.BYTES).address();
      long error =
          Downcalls.call(
              api.function("wasmtime_wat2wasm"), source.address(), source.byteSize(), vector);
      Failures.check(api, "wat2wasm", error);
      try {
        return NativeMemory.bytes(vector).toArray(JAVA_BYTE);
      } finally {
        api.bytesDelete(vector);
      }
    }
  }

  private static Path cache() {
    String chosen = System.getenv("SERPENTARIUM_CACHE");
    return chosen != null && !chosen.isEmpty()
        ? Path.of(chosen)
        : Path.of(System.getProperty("user.home"), ".cache", "serpentarium");
  }
}
