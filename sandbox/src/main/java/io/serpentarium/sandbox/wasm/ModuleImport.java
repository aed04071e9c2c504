package io.serpentarium.sandbox.wasm;

/** Something that a module imports. */
public sealed interface ModuleImport {

  /** The module that it names. */
  String module();

  String name();

  /** A function. */
  record OfFunction(String module, String name, Signature signature) implements ModuleImport {}

  /**
   * A table.
   *
   * @param type the byte of its elements' type
   * @param minimum elements
   */
  record OfTable(String module, String name, int type, long minimum) implements ModuleImport {}

  /**
   * A memory.
   *
   * @param plain whether it is of 32 bits and not shared
   * @param minimum pages of 64 KiB
   */
  record OfMemory(String module, String name, boolean plain, long minimum)
      implements ModuleImport {}

  /**
   * A global.
   *
   * @param type the byte of its type
   */
  record OfGlobal(String module, String name, int type, boolean mutable) implements ModuleImport {}
}
