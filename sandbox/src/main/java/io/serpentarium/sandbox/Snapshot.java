package io.serpentarium.sandbox;

/**
 * The state of a session at one moment between two executions: variables, modules, files and open
 * descriptors. Immutable; any number of sessions may start from it.
 */
public interface Snapshot {

  /** Bytes that it takes. */
  long sizeBytes();
}
