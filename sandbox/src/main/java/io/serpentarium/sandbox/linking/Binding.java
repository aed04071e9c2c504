package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.engine.SideImport;

/** The value for one import of a side module, before the module's place is known. */
sealed interface Binding {

  /** A value that is equal in every session. */
  record Fixed(SideImport value) implements Binding {}

  /** The address of the module's data. */
  record MemoryBase(boolean mutable) implements Binding {}

  /** The first table slot of the module's functions. */
  record TableBase(boolean mutable) implements Binding {}

  /** The address of its own data. */
  record OwnData(int offset, boolean mutable) implements Binding {}

  /** The slot of a function of its own. */
  record OwnSlot(String export, boolean mutable) implements Binding {}

  /** The slot of a function of the main module that has none in every instance. */
  record MainSlot(String export, boolean mutable) implements Binding {}
}
