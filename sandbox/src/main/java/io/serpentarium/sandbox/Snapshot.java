package io.serpentarium.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * The whole state of a session between two executions: variables, modules, files, open files.
 * Immutable; a session that is restored from it does not change it. Whoever took or imported it
 * closes it; its account pays for it until then.
 */
public interface Snapshot extends AutoCloseable {

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

  /**
   * Writes the snapshot signed, so that {@link SnapshotImport#signedBy} tells it from those of
   * others.
   */
  void export(OutputStream out, SnapshotKey key) throws IOException;

  /**
   * Another handle on the same state, which its owner closes too: the state is freed with the last.
   *
   * @throws IllegalStateException when it is freed already
   */
  Snapshot share();

  /**
   * Releases the snapshot. A restore or export in progress continues; later ones throw. Idempotent.
   */
  @Override
  void close();
}
