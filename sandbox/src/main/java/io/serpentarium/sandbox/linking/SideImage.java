package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.wasm.Dylink;
import io.serpentarium.sandbox.wasm.ModuleOutline;
import io.serpentarium.sandbox.wasm.ModuleOutline.Export;
import io.serpentarium.sandbox.wasm.ModuleOutline.ExportKind;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A verified side module with the bindings of its imports. Immutable.
 *
 * @param dylink its requirements
 * @param outline the rest of what a linker has to know
 * @param bindings one for each import, in the order of the binary
 * @param ownSlots the slots relative to the table base, by the index of a function
 */
record SideImage(
    Dylink dylink, ModuleOutline outline, List<Binding> bindings, Map<Integer, Integer> ownSlots) {

  private static final long INSTANCE_BYTES = 8192;
  private static final long FUNCTION_BYTES = 48;
  private static final long SLOT_BYTES = 16;

  /** Returns the slot of an exported function relative to the table base; empty if it has none. */
  OptionalInt ownSlot(String export) {
    return MainModule.slotOf(outline, ownSlots, export);
  }

  boolean exportsFunction(String name) {
    Export export = outline.exports().get(name);
    return export != null && export.kind() == ExportKind.FUNCTION;
  }

  /** Returns roughly the bytes that an instance takes in addition to linear memory. */
  long nativeBytes() {
    return INSTANCE_BYTES
        + FUNCTION_BYTES * (outline.functions() + (long) outline.imports().size())
        + SLOT_BYTES * dylink.tableSlots();
  }
}
