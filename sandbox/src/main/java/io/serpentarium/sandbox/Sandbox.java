package io.serpentarium.sandbox;

import java.io.IOException;
import java.io.InputStream;

/**
 * A house of Python sessions in this process: it owns the engine, the compiled module and the pool
 * of ready instances.
 *
 * <p>Thread-safe. Whoever makes it closes it; closing ends every session.
 */
public interface Sandbox extends AutoCloseable {

  /**
   * Opens a session on an instance that nobody has used.
   *
   * @throws SandboxSaturatedException when no further session fits
   * @throws MemoryRefusedException when the account has no room for it
   * @throws LimitBelowHeldException when its memory limit is less than a new session has
   * @throws IllegalStateException after {@link #close()}
   */
  Session open(SessionOptions options);

  /**
   * Opens a session that goes on where a snapshot was taken, with a random generator seeded anew.
   *
   * @throws SnapshotException when it is of another python.wasm, larger than the session may be, or
   *     cannot be started
   * @throws SandboxSaturatedException when no further session fits
   * @throws MemoryRefusedException when the account has no room for it
   * @throws IllegalStateException after {@link #close()}
   */
  Session open(SessionOptions options, Snapshot snapshot);

  /**
   * Reads what {@link Snapshot#export} wrote. It may come from anybody: a snapshot can do what the
   * program in it can do, and no more.
   *
   * @param in read to its end, and not closed
   * @throws SnapshotException when it is refused
   * @throws MemoryRefusedException when the account has no room for it
   */
  Snapshot importSnapshot(InputStream in, SnapshotImport options) throws IOException;

  /** Reads one of anybody's, as large as the sandbox allows; throws likewise. */
  default Snapshot importSnapshot(InputStream in) throws IOException {
    return importSnapshot(in, SnapshotImport.ofAnybody());
  }

  /** Which Python and which engine this is. */
  SandboxInfo info();

  /** The sandbox's gauges, read at the moment of the call. */
  SandboxStatistics statistics();

  /**
   * Ends every session and gives the engine back. Running executions end as crashed. Idempotent.
   */
  @Override
  void close();
}
