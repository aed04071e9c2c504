package io.serpentarium.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * The whole state of a session between two executions: variables, modules, files, open files.
 * Immutable; restoring a session from a snapshot does not change the snapshot. The code that took
 * or imported the snapshot closes it; its account pays until then.
 */
public interface Snapshot extends AutoCloseable {

  /**
   * Returns the approximate number of bytes that the snapshot holds in this process if none of them
   * is shared.
   */
  long sizeBytes();

  /** Returns the time of the snapshot, by the clock of the process that took it. */
  Instant createdAt();

  /**
   * Writes the snapshot as bytes that {@link Sandbox#importSnapshot} reads in any process with the
   * same python.wasm, whatever its engine.
   *
   * @param out a stream, which is not closed
   */
  void export(OutputStream out) throws IOException;

  /** Writes the snapshot signed, so that {@link SnapshotImport#signedBy} accepts it. */
  void export(OutputStream out, SnapshotKey key) throws IOException;

  /**
   * Returns another handle on the same state. Its owner must close it too: the state is freed with
   * the last handle.
   *
   * @throws IllegalStateException if the state is freed already
   */
  Snapshot share();

  /**
   * Releases the snapshot. A restore or export in progress continues; later ones throw. Idempotent.
   */
  @Override
  void close();
}
