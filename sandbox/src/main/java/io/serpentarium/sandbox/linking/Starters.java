package io.serpentarium.sandbox.linking;

import java.util.List;

/**
 * What the guest calls before it uses a side module, in this order: slots of the table, or 0 for a
 * function that the module does not have.
 *
 * @param relocations writes addresses into its data
 * @param constructors runs its constructors
 */
record Starters(int relocations, int constructors) {

  static final String RELOCATIONS = "__wasm_apply_data_relocs";
  static final String CONSTRUCTORS = "__wasm_call_ctors";

  static final List<String> NAMES = List.of(RELOCATIONS, CONSTRUCTORS);
}
