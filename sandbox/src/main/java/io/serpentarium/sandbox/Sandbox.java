package io.serpentarium.sandbox;

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
   * @throws IllegalStateException after {@link #close()}
   */
  Session open(SessionOptions options);

  /** Opens a session that starts from a snapshot; throws likewise. */
  Session open(SessionOptions options, Snapshot snapshot);

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
