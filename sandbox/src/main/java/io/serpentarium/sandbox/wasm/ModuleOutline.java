package io.serpentarium.sandbox.wasm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All of a module but its code, as a linker needs it. Immutable. Holds a few times the bytes of the
 * sections that it was read from.
 */
public final class ModuleOutline {

  private static final int HEADER_BYTES = 8;
  private static final int FUNCTION_TYPE = 0x60;

  private final List<Signature> types = new ArrayList<>();
  private final List<ModuleImport> imports = new ArrayList<>();

  /** The types of all functions, imported ones first. */
  private final List<Signature> functions = new ArrayList<>();

  private final List<Global> globals = new ArrayList<>();
  private final Map<String, Export> exports = new HashMap<>();
  private final List<ElementSegment> elements = new ArrayList<>();
  private final List<DataSegment> data = new ArrayList<>();
  private final Set<Integer> sections = new HashSet<>();
  private int importedGlobals;
  private int importedFunctions;
  private int start = -1;
  private @Nullable Dylink dylink;

  private ModuleOutline() {}

  /** The kind of an export. */
  public enum ExportKind {
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL,
    TAG
  }

  /** An export: the index among those of its kind, imported ones included. */
  public record Export(ExportKind kind, int index) {}

  /** A global of the module's own. */
  public record Global(int type, boolean mutable, InitialValue value) {}

  /** The value of a constant expression. */
  public sealed interface InitialValue {

    /** A constant. */
    record Constant(long value) implements InitialValue {}

    /** The value of an imported global, by its index among the globals. */
    record OfGlobal(int index) implements InitialValue {}

    /** Anything else. */
    record Other() implements InitialValue {}
  }

  /** Functions, by their indices, that are written to the table when an instance is made. */
  public record ElementSegment(InitialValue offset, List<Integer> functions) {}

  /** Bytes that are written to the memory when an instance is made. */
  public record DataSegment(InitialValue offset, int bytes) {}

  /** The sections of a binary, by their numbers. */
  private static final class Section {
    static final int CUSTOM = 0;
    static final int TYPE = 1;
    static final int IMPORT = 2;
    static final int FUNCTION = 3;
    static final int GLOBAL = 6;
    static final int EXPORT = 7;
    static final int START = 8;
    static final int ELEMENT = 9;
    static final int DATA = 11;
  }

  /**
   * Reads a module.
   *
   * @param wasm the binary format
   * @throws IllegalArgumentException if it is none, or has what no linker here knows
   */
  public static ModuleOutline of(byte[] wasm) {
    PolledCode.requireHeader(wasm);
    ModuleOutline outline = new ModuleOutline();
    WasmReader reader = new WasmReader(wasm, HEADER_BYTES);
    while (reader.hasMore()) {
      int section = reader.readByte();
      long length = reader.unsigned();
      outline.read(section, reader.fork(length));
      reader.skip(length);
    }
    return outline;
  }

  /** The imports, in the order of the binary. */
  public List<ModuleImport> imports() {
    return Collections.unmodifiableList(imports);
  }

  /** The type of a function by its index. */
  public Signature function(int index) {
    require(index >= 0 && index < functions.size(), "a function that does not exist");
    return functions.get(index);
  }

  /** Returns the number of imported functions. */
  public int importedFunctions() {
    return importedFunctions;
  }

  /** Returns the number of functions, imported ones included. */
  public int functions() {
    return functions.size();
  }

  /** The globals of its own. */
  public List<Global> globals() {
    return Collections.unmodifiableList(globals);
  }

  /** Returns the number of imported globals, whose indices come first. */
  public int importedGlobals() {
    return importedGlobals;
  }

  /** The exports by their names. */
  public Map<String, Export> exports() {
    return Collections.unmodifiableMap(exports);
  }

  public List<ElementSegment> elements() {
    return Collections.unmodifiableList(elements);
  }

  public List<DataSegment> data() {
    return Collections.unmodifiableList(data);
  }

  /** The index of the function that runs when an instance is made. */
  public OptionalInt start() {
    return start < 0 ? OptionalInt.empty() : OptionalInt.of(start);
  }

  /** Returns the requirements to a linker; empty if this is no side module. */
  public Optional<Dylink> dylink() {
    return Optional.ofNullable(dylink);
  }

  /** Returns whether there is a section of a number, such as 5 for a memory of the module's own. */
  public boolean hasSection(int number) {
    return sections.contains(number);
  }

  /** The type of an exported function. */
  public Optional<Signature> exportedFunction(String name) {
    Export export = exports.get(name);
    return export != null && export.kind() == ExportKind.FUNCTION
        ? Optional.of(function(export.index()))
        : Optional.empty();
  }

  /** The value of an exported constant of i32, as the addresses of data are. */
  public OptionalInt exportedConstant(String name) {
    Export export = exports.get(name);
    if (export == null || export.kind() != ExportKind.GLOBAL) {
      return OptionalInt.empty();
    }
    int own = export.index() - importedGlobals;
    if (own < 0 || own >= globals.size()) {
      return OptionalInt.empty();
    }
    Global global = globals.get(own);
    return !global.mutable()
            && global.type() == Signature.I32
            && global.value() instanceof InitialValue.Constant(long value)
        ? OptionalInt.of((int) value)
        : OptionalInt.empty();
  }

  private void read(int section, WasmReader reader) {
    require(section == Section.CUSTOM || sections.add(section), "a section that is there twice");
    switch (section) {
      case Section.CUSTOM -> readCustom(reader);
      case Section.TYPE -> readTypes(reader);
      case Section.IMPORT -> readImports(reader);
      case Section.FUNCTION -> readFunctions(reader);
      case Section.GLOBAL -> readGlobals(reader);
      case Section.EXPORT -> readExports(reader);
      case Section.START -> start = (int) reader.unsigned();
      case Section.ELEMENT -> readElements(reader);
      case Section.DATA -> readData(reader);
      default -> {}
    }
  }

  private void readCustom(WasmReader reader) {
    if (reader.name().equals(Dylink.NAME)) {
      require(sections.isEmpty() && dylink == null, "dylink.0 does not come first");
      dylink = Dylink.read(reader);
    }
  }

  private void readTypes(WasmReader reader) {
    for (int left = reader.count(); left > 0; left--) {
      require(reader.readByte() == FUNCTION_TYPE, "a type that is no function's");
      types.add(Signature.read(reader));
    }
  }

  private void readImports(WasmReader reader) {
    for (int left = reader.count(); left > 0; left--) {
      imports.add(readImport(reader, reader.name(), reader.name()));
    }
  }

  private ModuleImport readImport(WasmReader reader, String module, String name) {
    return switch (kind(reader)) {
      case FUNCTION -> {
        importedFunctions++;
        Signature signature = type(reader);
        functions.add(signature);
        yield new ModuleImport.OfFunction(module, name, signature);
      }
      case TABLE -> {
        int type = reader.readByte();
        int flags = reader.readByte();
        yield new ModuleImport.OfTable(module, name, type, limits(reader, flags));
      }
      case MEMORY -> {
        int flags = reader.readByte();
        yield new ModuleImport.OfMemory(module, name, flags <= 1, limits(reader, flags));
      }
      case GLOBAL -> {
        importedGlobals++;
        yield new ModuleImport.OfGlobal(module, name, reader.readByte(), reader.readByte() == 1);
      }
      case TAG -> throw new IllegalArgumentException("an imported tag");
    };
  }

  private static long limits(WasmReader reader, int flags) {
    long minimum = reader.unsigned();
    if ((flags & 1) != 0) {
      reader.skipNumber();
    }
    return minimum;
  }

  private static ExportKind kind(WasmReader reader) {
    int kind = reader.readByte();
    require(kind < ExportKind.values().length, "a kind that is not known here");
    return ExportKind.values()[kind];
  }

  private Signature type(WasmReader reader) {
    long index = reader.unsigned();
    require(index < types.size(), "a type that does not exist");
    return types.get((int) index);
  }

  private void readFunctions(WasmReader reader) {
    for (int left = reader.count(); left > 0; left--) {
      functions.add(type(reader));
    }
  }

  private void readGlobals(WasmReader reader) {
    for (int left = reader.count(); left > 0; left--) {
      globals.add(new Global(reader.readByte(), reader.readByte() == 1, readValue(reader)));
    }
  }

  private void readExports(WasmReader reader) {
    for (int left = reader.count(); left > 0; left--) {
      String name = reader.name();
      Export export = new Export(kind(reader), (int) reader.unsigned());
      require(exports.put(name, export) == null, "an export that is there twice");
    }
  }

  private void readElements(WasmReader reader) {
    for (int left = reader.count(); left > 0; left--) {
      require(reader.unsigned() == 0, "an element segment of another kind than the first");
      InitialValue offset = readValue(reader);
      int count = reader.count();
      List<Integer> members = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        members.add((int) reader.unsigned());
      }
      elements.add(new ElementSegment(offset, List.copyOf(members)));
    }
  }

  private void readData(WasmReader reader) {
    for (int left = reader.count(); left > 0; left--) {
      require(reader.unsigned() == 0, "a data segment of another kind than the first");
      InitialValue offset = readValue(reader);
      int bytes = reader.count();
      reader.skip(bytes);
      data.add(new DataSegment(offset, bytes));
    }
  }

  private static InitialValue readValue(WasmReader reader) {
    int opcode = reader.readByte();
    InitialValue value =
        switch (opcode) {
          case Opcode.I32_CONST -> new InitialValue.Constant(reader.signed());
          case Opcode.GLOBAL_GET -> new InitialValue.OfGlobal((int) reader.unsigned());
          case Opcode.I64_CONST -> {
            reader.skipNumber();
            yield new InitialValue.Other();
          }
          case Opcode.F32_CONST -> {
            reader.skip(Float.BYTES);
            yield new InitialValue.Other();
          }
          case Opcode.F64_CONST -> {
            reader.skip(Double.BYTES);
            yield new InitialValue.Other();
          }
          default -> throw new IllegalArgumentException("a constant expression of another kind");
        };
    require(reader.readByte() == Opcode.END, "a constant expression of several instructions");
    return value;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
