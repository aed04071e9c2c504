package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Tries, with a tiny guest, whether a library lays its data out as this adapter has it, so that one
 * that does not is refused instead of crashing.
 *
 * <p>The guest imports {@code m.f (i32, i64) → i64}, exports {@code call (i32, i32) → i32}, which
 * calls it with its second argument widened, and a memory of a page with a text at 8.
 */
final class LayoutCheck {

  private static final byte[] GUEST =
      HexFormat.of()
          .parseHex(
              "0061736d01000000010d0260027f7e017e60027f7f017f020701016d016600000302010105040101"
                  + "01010711020463616c6c0001066d656d6f727902000a0c010a0020002001ac1000a70b0b0b01"
                  + "0041080b056164646572");
  private static final int TEXT_AT = 8;
  private static final String TEXT = "adder";
  private static final long PAGE_BYTES = 65_536;

  private static final FunctionType TYPE =
      new FunctionType(List.of(ValueType.I32, ValueType.I64), List.of(ValueType.I64));
  private static final HostFunction DIFFERENCE =
      new HostFunction("m", "f", TYPE, a -> (int) a[0] - a[1]);

  private static final byte UNTOUCHED = 0x5A;

  private final LibWasmtime library;

  private LayoutCheck(LibWasmtime library) {
    this.library = library;
  }

  /**
   * Tries.
   *
   * @throws EngineException if anything comes back other than expected
   */
  static void run(LibWasmtime library) {
    FutureTask<?> check = new FutureTask<>(new LayoutCheck(library)::tryAll, null);
    new Thread(null, check, "libwasmtime-check", FfmEngine.THREAD_STACK_BYTES).start();
    try {
      check.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while libwasmtime was tried", e);
    } catch (ExecutionException e) {
      throw new EngineException(
          "libwasmtime %s does not do what is expected of it: %s"
              .formatted(library.version(), e.getMessage()),
          e.getCause());
    }
  }

  private void tryAll() {
    try (FfmEngine engine =
            FfmEngine.open(
                library, FfmEngineOptions.DEFAULT.withInterruption(InterruptionMode.EPOCH));
        CompiledModule module = engine.compile(GUEST);
        FfmInstance instance = (FfmInstance) module.instantiate(List.of(DIFFERENCE))) {
      require("imports", module.imports().equals(List.of(new Import("m", "f", TYPE))));
      require("calls", instance.call("call", 5, -7) == 12);
      require("memory", holdsText(instance.memory()));
      require("exported functions", holdsLayout(instance, "call", Exports.KIND_FUNCTION));
      require("exported memories", holdsLayout(instance, "memory", Exports.KIND_MEMORY));
    }
  }

  private static boolean holdsText(GuestMemory memory) {
    byte[] read = new byte[TEXT.length()];
    memory.read(TEXT_AT, read, 0, read.length);
    return memory.size() == PAGE_BYTES && TEXT.equals(new String(read, StandardCharsets.US_ASCII));
  }

  /** Returns whether an extern begins with its kind and is no longer than known. */
  private static boolean holdsLayout(FfmInstance instance, String name, byte kind) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(2 * Exports.EXTERN_BYTES, Long.BYTES);
      found.fill(UNTOUCHED);
      return instance.exports().find(name, found)
          && found.get(JAVA_BYTE, 0) == kind
          && found.asSlice(Exports.EXTERN_BYTES).toArray(JAVA_BYTE)[0] == UNTOUCHED;
    }
  }

  private static void require(String what, boolean holds) {
    if (!holds) {
      throw new EngineException(what, null);
    }
  }
}
