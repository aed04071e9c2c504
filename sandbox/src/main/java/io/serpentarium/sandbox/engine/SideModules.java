package io.serpentarium.sandbox.engine;

import java.util.List;

/**
 * The modules that are linked with one instance, and the table that they share, which the main
 * module exports as {@code __indirect_function_table}.
 *
 * <p>Nothing can be taken out again: an instance that has got more than it should is to be closed.
 * Every method throws {@link EngineException} when the engine refuses, and {@link Trap} when the
 * instance was killed.
 */
public interface SideModules {

  /** The number of the main module, which stands before those that are linked. */
  int MAIN = 0;

  /** Returns the number of elements of the table. */
  int tableSize();

  /** Grows the table to a number of elements, if it has fewer; the new ones are null. */
  void growTable(int elements);

  /**
   * Creates an instance of a module, which writes its data and its elements and runs its start
   * function.
   *
   * @param imports the imports, in the order of the binary
   * @return the number of the instance: 1 for the first, and so on
   * @throws Trap if the start function traps
   */
  int link(SideModule module, List<SideImport> imports);

  /**
   * Writes an element of the table.
   *
   * @param module {@link #MAIN} or the number of a linked one
   * @param export a function that it exports
   */
  void setElement(int slot, int module, String export);
}
