package io.serpentarium.sandbox.wasm;

import java.util.ArrayList;
import java.util.List;

/**
 * The requirements of a side module to its linker: its section {@code dylink.0}.
 *
 * @param memoryBytes the size of its data
 * @param memoryAlignment the alignment of the data in bytes, a power of two
 * @param tableSlots the number of slots of its functions
 * @param tableAlignment the alignment of the slots, a power of two
 * @param needed other modules to be loaded before
 * @see <a href="https://github.com/WebAssembly/tool-conventions/blob/main/DynamicLinking.md">the
 *     convention</a>
 */
public record Dylink(
    long memoryBytes,
    long memoryAlignment,
    long tableSlots,
    long tableAlignment,
    List<String> needed) {

  /** The section's name. */
  static final String NAME = "dylink.0";

  private static final int MEMORY_INFO = 1;
  private static final int NEEDED = 2;

  /** The largest power that an alignment may have. */
  private static final int MOST_POWER = 16;

  static Dylink read(WasmReader section) {
    Dylink read = new Dylink(0, 1, 0, 1, List.of());
    while (section.hasMore()) {
      int kind = section.readByte();
      long length = section.unsigned();
      WasmReader part = section.fork(length);
      if (kind == MEMORY_INFO) {
        read =
            new Dylink(part.unsigned(), power(part), part.unsigned(), power(part), read.needed());
      } else if (kind == NEEDED) {
        read =
            new Dylink(
                read.memoryBytes(),
                read.memoryAlignment(),
                read.tableSlots(),
                read.tableAlignment(),
                names(part));
      }
      section.skip(length);
    }
    return read;
  }

  private static long power(WasmReader part) {
    long power = part.unsigned();
    if (power > MOST_POWER) {
      throw new IllegalArgumentException("an alignment of 2^" + power);
    }
    return 1L << power;
  }

  private static List<String> names(WasmReader part) {
    int count = part.count();
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(part.name());
    }
    return List.copyOf(names);
  }
}
