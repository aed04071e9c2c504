package io.serpentarium.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * The whole state of a session between two executions: variables, modules, files, open files.
 * Immutable; a session that is restored from it does not change it. It needs no closing.
 */
public interface Snapshot {

  /** About how many bytes it holds in this process when nothing of it is shared. */
  long sizeBytes();

  /** When it was taken, by the clock of the process that took it. */
  Instant createdAt();

  /**
   * Writes it as bytes that {@link Sandbox#importSnapshot} takes in another process with the same
   * python.wasm, whatever its engine.
   *
   * @param out is not closed
   */
  void export(OutputStream out) throws IOException;
}
