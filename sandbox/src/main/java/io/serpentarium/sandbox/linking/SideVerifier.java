package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.engine.SideImport;
import io.serpentarium.sandbox.wasm.Dylink;
import io.serpentarium.sandbox.wasm.ModuleImport;
import io.serpentarium.sandbox.wasm.ModuleImport.OfFunction;
import io.serpentarium.sandbox.wasm.ModuleImport.OfGlobal;
import io.serpentarium.sandbox.wasm.ModuleImport.OfMemory;
import io.serpentarium.sandbox.wasm.ModuleImport.OfTable;
import io.serpentarium.sandbox.wasm.ModuleOutline;
import io.serpentarium.sandbox.wasm.ModuleOutline.DataSegment;
import io.serpentarium.sandbox.wasm.ModuleOutline.ElementSegment;
import io.serpentarium.sandbox.wasm.ModuleOutline.InitialValue;
import io.serpentarium.sandbox.wasm.PolledCode;
import io.serpentarium.sandbox.wasm.PolledCode.SideCode;
import io.serpentarium.sandbox.wasm.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Decides whether a module may be linked with the main one, and binds its imports.
 *
 * <p>A module may be linked if memory is the only state of its instances, so that a session can go
 * on in another instance; if the host can stop it; and if all its imports are present with their
 * exact type. It may have tags of its own, by which it throws what it catches itself: nothing that
 * is thrown outlasts a call. What its code does beyond that is the guest's own business: it is in
 * the same memory.
 */
final class SideVerifier {

  /** Bytes of memory that one module may ask for. */
  static final long MOST_MEMORY_BYTES = 64L << 20;

  /** Slots of the table that one module may ask for. */
  static final long MOST_SLOTS = 50_000;

  private static final String ENV = "env";
  private static final String GOT_FUNCTION = "GOT.func";
  private static final String GOT_DATA = "GOT.mem";
  private static final String MEMORY_BASE = "__memory_base";
  private static final String TABLE_BASE = "__table_base";
  private static final int FUNCTION_REFERENCE = 0x70;

  private static final int TABLE_SECTION = 4;
  private static final int MEMORY_SECTION = 5;

  private final MainModule main;
  private final ModuleOutline side;
  private final List<Binding> bindings = new ArrayList<>();
  private int globals;
  private int memoryBase = -1;
  private int tableBase = -1;
  private int stackPointer = -1;

  private SideVerifier(MainModule main, ModuleOutline side) {
    this.main = main;
    this.side = side;
  }

  /**
   * Verifies a module.
   *
   * @param wasm the binary format, not yet validated
   * @throws LinkException saying what is wrong with it
   */
  static SideImage verify(byte[] wasm, MainModule main) throws LinkException {
    try {
      return new SideVerifier(main, ModuleOutline.of(wasm)).verified(wasm);
    } catch (IllegalArgumentException e) {
      throw new LinkException("not a module that can be linked: " + e.getMessage(), e);
    }
  }

  private SideImage verified(byte[] wasm) {
    Dylink dylink = side.dylink().orElseThrow(() -> wrong("it has no section dylink.0"));
    require(dylink.memoryBytes() <= MOST_MEMORY_BYTES, "it asks for too much memory");
    require(dylink.tableSlots() <= MOST_SLOTS, "it asks for too many slots of the table");
    require(dylink.needed().isEmpty(), "it needs other modules: " + dylink.needed());
    require(
        !side.hasSection(TABLE_SECTION) && !side.hasSection(MEMORY_SECTION),
        "it has a table or memory of its own");
    side.imports().forEach(this::bind);
    checkData(dylink);
    checkElements(dylink);
    checkStarters();
    SideCode may = new SideCode(side.importedFunctions(), stackPointer, side.start().orElse(-1));
    PolledCode.flaw(wasm, may)
        .ifPresent(
            flaw -> {
              throw wrong(flaw);
            });
    return new SideImage(dylink, side, List.copyOf(bindings), Map.copyOf(slots()));
  }

  private Map<Integer, Integer> slots() {
    return MainModule.slotsOf(side);
  }

  private void bind(ModuleImport imported) {
    Binding binding =
        switch (imported) {
          case OfFunction function -> bindFunction(function);
          case OfMemory memory -> bindMemory(memory);
          case OfTable table -> bindTable(table);
          case OfGlobal global -> bindGlobal(global, globals++);
        };
    bindings.add(binding);
  }

  private Binding bindFunction(OfFunction function) {
    boolean ofMain = function.module().equals(ENV);
    Signature found =
        (ofMain
                ? main.function(function.name())
                : main.hostFunction(function.module(), function.name()))
            .orElseThrow(() -> unknown(function));
    require(
        found.equals(function.signature()),
        "it imports %s.%s as %s, which is %s"
            .formatted(function.module(), function.name(), function.signature(), found));
    return new Binding.Fixed(
        ofMain
            ? new SideImport.OfMain(function.name())
            : new SideImport.OfHost(function.module(), function.name()));
  }

  private static Binding bindMemory(OfMemory memory) {
    require(isOfEnv(memory, MainModule.MEMORY) && memory.plain(), "it imports another memory");
    return new Binding.Fixed(new SideImport.OfMain(MainModule.MEMORY));
  }

  private static Binding bindTable(OfTable table) {
    require(
        isOfEnv(table, MainModule.TABLE) && table.type() == FUNCTION_REFERENCE,
        "it imports another table");
    return new Binding.Fixed(new SideImport.OfMain(MainModule.TABLE));
  }

  private Binding bindGlobal(OfGlobal global, int index) {
    require(global.type() == Signature.I32, "it imports a global that is no i32");
    if (isOfEnv(global, MEMORY_BASE)) {
      memoryBase = index;
      return new Binding.MemoryBase(global.mutable());
    } else if (isOfEnv(global, TABLE_BASE)) {
      tableBase = index;
      return new Binding.TableBase(global.mutable());
    } else if (isOfEnv(global, MainModule.STACK_POINTER)) {
      require(global.mutable(), "its stack pointer is a constant");
      stackPointer = index;
      return new Binding.Fixed(new SideImport.OfMain(MainModule.STACK_POINTER));
    }
    return switch (global.module()) {
      case GOT_DATA -> bindData(global);
      case GOT_FUNCTION -> bindSlot(global);
      default -> throw unknown(global);
    };
  }

  private Binding bindData(OfGlobal global) {
    OptionalInt address = main.address(global.name());
    if (address.isPresent()) {
      return new Binding.Fixed(new SideImport.NewGlobal(address.getAsInt(), global.mutable()));
    }
    OptionalInt own = side.exportedConstant(global.name());
    return new Binding.OwnData(own.orElseThrow(() -> unknown(global)), global.mutable());
  }

  private Binding bindSlot(OfGlobal global) {
    String name = global.name();
    if (main.function(name).isPresent()) {
      OptionalInt slot = main.slot(name);
      return slot.isPresent()
          ? new Binding.Fixed(new SideImport.NewGlobal(slot.getAsInt(), global.mutable()))
          : new Binding.MainSlot(name, global.mutable());
    }
    if (side.exportedFunction(name).isEmpty()) {
      throw unknown(global);
    }
    return new Binding.OwnSlot(name, global.mutable());
  }

  private static boolean isOfEnv(ModuleImport imported, String name) {
    return imported.module().equals(ENV) && imported.name().equals(name);
  }

  private void checkData(Dylink dylink) {
    for (DataSegment segment : side.data()) {
      require(
          segment.offset().equals(new InitialValue.OfGlobal(memoryBase))
              && segment.bytes() <= dylink.memoryBytes(),
          "its data lie elsewhere than in the memory that it asks for");
    }
  }

  private void checkElements(Dylink dylink) {
    require(side.elements().size() <= 1, "it has several segments of elements");
    for (ElementSegment segment : side.elements()) {
      require(
          segment.offset().equals(new InitialValue.OfGlobal(tableBase))
              && segment.functions().size() <= dylink.tableSlots(),
          "its elements lie elsewhere than in the slots that it asks for");
      segment.functions().forEach(side::function);
    }
  }

  private void checkStarters() {
    for (String starter : Starters.NAMES) {
      side.exportedFunction(starter)
          .ifPresent(found -> require(found.equals(Signature.NONE), starter + " takes something"));
    }
  }

  private static IllegalArgumentException unknown(ModuleImport imported) {
    return wrong(
        "it imports %s.%s, which nobody has".formatted(imported.module(), imported.name()));
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw wrong(otherwise);
    }
  }
}
