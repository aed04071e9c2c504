package io.serpentarium.sandbox.engine;

/** What a side module gets for one of its imports. */
public sealed interface SideImport {

  /** An export of the main module, of whatever kind. */
  record OfMain(String export) implements SideImport {}

  /** The host's function that the main module imports by that name. */
  record OfHost(String module, String name) implements SideImport {}

  /** A new global of i32. */
  record NewGlobal(int value, boolean mutable) implements SideImport {}
}
