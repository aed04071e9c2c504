package io.serpentarium.sandbox.engine;

/** How an engine reaches guest code that is running. */
public enum InterruptionMode {
  /** Guest code compares a counter at every function and loop: works everywhere, costs speed. */
  EPOCH,
  /**
   * Guest code runs unchecked; taking its memory away ends it at its next load or store. Linux
   * only, and for modules without bulk memory instructions only.
   */
  MEMORY
}
