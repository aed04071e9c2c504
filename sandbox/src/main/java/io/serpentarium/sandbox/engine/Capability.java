package io.serpentarium.sandbox.engine;

/** An optional ability of an engine, with the substitute for engines that lack it. */
public enum Capability {
  /**
   * Guest code comes to its instance's checkpoint when asked to, between two of its instructions:
   * see {@link Instance#requestCheckpoint}. Without it, another thread writes into the guest's
   * memory and repeats that until the guest has taken it.
   */
  CHECKPOINTS,
  /**
   * {@link Instance#kill} ends running guest code immediately. Without it, a kill takes effect when
   * the guest next calls the host, and the deadline ends code that does not.
   */
  KILL,
  /**
   * Instances can be linked with further modules: see {@link Engine#compileSide} and {@link
   * Instance#sides}. Without it, programs do without extension modules.
   */
  LINKING,
  /**
   * A guest's memory does not grow beyond {@link Instance#setMemoryLimit}: {@code memory.grow}
   * answers -1. Without this, {@link Instance#exceedsMemoryLimit} reports the excess, and the code
   * that runs the guest kills it.
   */
  MEMORY_LIMIT
}
