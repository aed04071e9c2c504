package io.serpentarium.sandbox.engine;

/** The value for an import of a side module. */
public sealed interface SideImport {

  /** An export of the main module, of whatever kind. */
  record OfMain(String export) implements SideImport {}

  /** The host's function that the main module imports by that name. */
  record OfHost(String module, String name) implements SideImport {}

  /** A new global of i32. */
  record NewGlobal(int value, boolean mutable) implements SideImport {}
}
