package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.snapshot.GuestState;
import java.util.List;
import java.util.function.Supplier;

/** The sandbox as its sessions see it. Thread-safe. */
interface SessionHouse extends GuestHouse {

  /**
   * Runs an execution on a thread of its own.
   *
   * @return whether one was free
   */
  boolean execute(Runnable execution);

  /** Runs a use of a guest on a worker, and waits for it. */
  <T> T call(Supplier<T> use);

  /** Returns the bounds of a session's state. */
  GuestBounds bounds(SessionOptions options);

  /** Opens sessions in a state; all or none. */
  List<Session> open(SessionOptions options, GuestState state, int count);

  /**
   * A snapshot of a state, which becomes its own.
   *
   * @param account pays for it
   */
  Snapshot snapshotOf(GuestState state, MemoryAccount account);

  /**
   * Returns the state in a snapshot, retained for the caller.
   *
   * @throws io.serpentarium.sandbox.SnapshotException if the snapshot is of another python.wasm or
   *     closed
   */
  GuestState stateOf(Snapshot snapshot);

  /** Takes note that a session is closed or lost, once. */
  void ended(PythonSession session);
}
