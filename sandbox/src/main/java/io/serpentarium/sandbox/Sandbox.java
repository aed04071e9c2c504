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
   * Opens a session on a fresh instance.
   *
   * @throws SandboxSaturatedException if no further session fits
   * @throws MemoryRefusedException if the account has no room for the session
   * @throws LimitBelowHeldException if the memory limit is less than the size of a new session
   * @throws IllegalStateException after {@link #close()}
   */
  Session open(SessionOptions options);

  /**
   * Opens a session in the state of a snapshot, with a freshly seeded random generator.
   *
   * @throws SnapshotException if the snapshot is of another python.wasm, larger than the session
   *     may be, or cannot be started
   * @throws SandboxSaturatedException if no further session fits
   * @throws MemoryRefusedException if the account has no room for the session
   * @throws IllegalStateException after {@link #close()}
   */
  Session open(SessionOptions options, Snapshot snapshot);

  /**
   * Prepares for many sessions from one snapshot, which then open faster and share most of its
   * memory, copy-on-write.
   *
   * @param snapshot the snapshot, or one that shares its state, from which sessions will be opened
   * @param sessions the number of sessions to keep ready, 0 or more
   * @param account pays for the shared memory and for the sessions that are kept ready
   * @return the preparation, which the caller closes
   * @throws SnapshotException if the snapshot is of another python.wasm
   * @throws MemoryRefusedException if the account has no room for the shared memory
   * @throws IllegalStateException after {@link #close()}
   */
  Preparation prepare(Snapshot snapshot, int sessions, MemoryAccount account);

  /** Resources prepared for sessions from a snapshot. */
  interface Preparation extends AutoCloseable {

    /** Frees the resources. Open sessions are not affected. Idempotent. */
    @Override
    void close();
  }

  /**
   * Reads a snapshot written by {@link Snapshot#export}. The source need not be trusted: a snapshot
   * can do no more than the program in it.
   *
   * @param in a stream that is read to its end, and not closed
   * @throws SnapshotException if the snapshot is refused
   * @throws MemoryRefusedException if the account has no room for the snapshot
   */
  Snapshot importSnapshot(InputStream in, SnapshotImport options) throws IOException;

  /**
   * Reads a snapshot from an untrusted source, as large as the sandbox allows; throws as {@link
   * #importSnapshot(InputStream, SnapshotImport)} does.
   */
  default Snapshot importSnapshot(InputStream in) throws IOException {
    return importSnapshot(in, SnapshotImport.ofAnybody());
  }

  /** Returns the versions of Python and of the engine. */
  SandboxInfo info();

  /** The sandbox's gauges, read at the moment of the call. */
  SandboxStatistics statistics();

  /** Ends every session and closes the engine. Running executions end as crashed. Idempotent. */
  @Override
  void close();
}
