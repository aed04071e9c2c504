package io.serpentarium.service.core.kernel;

import tools.jackson.databind.JsonNode;

/** Tells what trees of JSON take of the heap. */
final class Trees {

  /** What a value takes beside its text. */
  static final long NODE_BYTES = 128;

  private Trees() {}

  /** Returns the number of values in a tree, itself included; it is not deep. */
  static long values(JsonNode tree) {
    return 1 + tree.values().stream().mapToLong(Trees::values).sum();
  }

  /** Returns the bytes that a tree takes, about; it is not deep. */
  static long bytes(JsonNode tree) {
    long own = NODE_BYTES + (tree.isString() ? 2L * tree.stringValue().length() : 0);
    long names = tree.propertyNames().stream().mapToLong(name -> 2L * name.length()).sum();
    return own + names + tree.values().stream().mapToLong(Trees::bytes).sum();
  }
}
