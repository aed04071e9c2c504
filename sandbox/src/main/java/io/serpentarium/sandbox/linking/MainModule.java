package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.wasm.ModuleImport;
import io.serpentarium.sandbox.wasm.ModuleOutline;
import io.serpentarium.sandbox.wasm.ModuleOutline.ElementSegment;
import io.serpentarium.sandbox.wasm.ModuleOutline.Export;
import io.serpentarium.sandbox.wasm.ModuleOutline.ExportKind;
import io.serpentarium.sandbox.wasm.ModuleOutline.InitialValue;
import io.serpentarium.sandbox.wasm.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The exports of python.wasm for side modules. Immutable. */
public final class MainModule {

  static final String MEMORY = "memory";
  static final String TABLE = "__indirect_function_table";
  static final String STACK_POINTER = "__stack_pointer";

  private final ModuleOutline outline;

  /** The first table slots of functions, by index. */
  private final Map<Integer, Integer> slots;

  private MainModule(ModuleOutline outline) {
    this.outline = outline;
    this.slots = slotsOf(outline);
  }

  /**
   * Reads the exports of a module.
   *
   * @param wasm the binary format, validated by an engine
   */
  public static MainModule of(byte[] wasm) {
    return new MainModule(ModuleOutline.of(wasm));
  }

  /** Returns whether side modules can be linked: memory, table and stack pointer are exported. */
  public boolean isLinkable() {
    return exports(MEMORY, ExportKind.MEMORY)
        && exports(TABLE, ExportKind.TABLE)
        && exports(STACK_POINTER, ExportKind.GLOBAL);
  }

  private boolean exports(String name, ExportKind kind) {
    Export export = outline.exports().get(name);
    return export != null && export.kind() == kind;
  }

  /** The type of a function that it exports. */
  Optional<Signature> function(String name) {
    return outline.exportedFunction(name);
  }

  /**
   * Returns the slot of an exported function in the table of every instance; empty if it has none.
   */
  OptionalInt slot(String name) {
    return slotOf(outline, slots, name);
  }

  /** The address of exported data. */
  OptionalInt address(String name) {
    return outline.exportedConstant(name);
  }

  /** The type of a function that the host gives it. */
  Optional<Signature> hostFunction(String module, String name) {
    return outline.imports().stream()
        .filter(ModuleImport.OfFunction.class::isInstance)
        .map(ModuleImport.OfFunction.class::cast)
        .filter(each -> each.module().equals(module) && each.name().equals(name))
        .map(ModuleImport.OfFunction::signature)
        .findFirst();
  }

  /** The place of an exported function among them, if it has one. */
  static OptionalInt slotOf(ModuleOutline outline, Map<Integer, Integer> slots, String export) {
    Export found = outline.exports().get(export);
    Integer slot =
        found != null && found.kind() == ExportKind.FUNCTION ? slots.get(found.index()) : null;
    return slot == null ? OptionalInt.empty() : OptionalInt.of(slot);
  }

  /**
   * The places of functions in the elements of a module, by their indices.
   *
   * @return offsets from where its elements begin
   */
  static Map<Integer, Integer> slotsOf(ModuleOutline outline) {
    Map<Integer, Integer> slots = new HashMap<>();
    for (ElementSegment segment : outline.elements()) {
      int offset = segment.offset() instanceof InitialValue.Constant(long at) ? (int) at : 0;
      for (int i = 0; i < segment.functions().size(); i++) {
        slots.putIfAbsent(segment.functions().get(i), offset + i);
      }
    }
    return slots;
  }
}
