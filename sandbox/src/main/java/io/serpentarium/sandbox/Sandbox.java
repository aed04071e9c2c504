package io.serpentarium.sandbox;

import java.io.IOException;
import java.io.InputStream;

/**
 * Python sessions in this process, with the engine, the compiled module and the pool of ready
 * instances that they need.
 *
 * <p>Thread-safe. The creator closes it; closing ends every session.
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
   * Opens a session in the state of a snapshot, with a freshly seeded random generator.
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

  /**
   * Reads a snapshot from anybody, as large as the sandbox allows; throws as {@link
   * #importSnapshot(InputStream, SnapshotImport)} does.
   */
  default Snapshot importSnapshot(InputStream in) throws IOException {
    return importSnapshot(in, SnapshotImport.ofAnybody());
  }

  /** Returns which Python and which engine this is. */
  SandboxInfo info();

  /** The sandbox's gauges, read at the moment of the call. */
  SandboxStatistics statistics();

  /** Ends every session and closes the engine. Running executions end as crashed. Idempotent. */
  @Override
  void close();
}
