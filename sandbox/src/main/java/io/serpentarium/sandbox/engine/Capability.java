package io.serpentarium.sandbox.engine;

/** What an engine may be able to do, with what stands in for it on one that is not. */
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
   * answers -1. Without it, {@link Instance#exceedsMemoryLimit} tells that it did, and whoever runs
   * the guest kills it.
   */
  MEMORY_LIMIT
}
