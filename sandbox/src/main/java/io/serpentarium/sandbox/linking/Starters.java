package io.serpentarium.sandbox.linking;

import java.util.List;

/**
 * The functions that the guest calls before it uses a side module, in this order: slots of the
 * table, or 0 for a function that the module does not have.
 *
 * @param relocations the function that writes addresses into the module's data
 * @param constructors the function that runs the module's constructors
 */
record Starters(int relocations, int constructors) {

  static final String RELOCATIONS = "__wasm_apply_data_relocs";
  static final String CONSTRUCTORS = "__wasm_call_ctors";

  static final List<String> NAMES = List.of(RELOCATIONS, CONSTRUCTORS);
}
