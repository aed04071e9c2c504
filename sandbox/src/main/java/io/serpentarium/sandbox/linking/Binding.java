package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.engine.SideImport;

/** What stands for one import of a side module, before it is known where that lies. */
sealed interface Binding {

  /** The same in every session. */
  record Fixed(SideImport value) implements Binding {}

  /** Where its data begin. */
  record MemoryBase(boolean mutable) implements Binding {}

  /** Where its functions begin in the table. */
  record TableBase(boolean mutable) implements Binding {}

  /** The address of its own data. */
  record OwnData(int offset, boolean mutable) implements Binding {}

  /** The slot of a function of its own. */
  record OwnSlot(String export, boolean mutable) implements Binding {}

  /** The slot of a function of the main module that has none in every instance. */
  record MainSlot(String export, boolean mutable) implements Binding {}
}
