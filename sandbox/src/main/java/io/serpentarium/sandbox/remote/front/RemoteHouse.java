package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** The front's sandbox as its sessions see it. */
interface RemoteHouse {

  /** Returns the memory for what is fetched from workers. */
  NativeHeap heap();

  /** Counts an execution that has begun. */
  void began();

  /** Counts an execution that has ended. */
  void ended();

  /** Stops a worker unless the result is cancelled before an execution must have ended. */
  Future<?> stopUnlessDone(WorkerProcess worker, Limits limits);

  /** Makes a snapshot of what a worker says of one. */
  Snapshot snapshotOf(WorkerProcess worker, SessionOptions options, long account, FrameReader in);

  /** Uses the state of a snapshot, which is not freed meanwhile. */
  <T> T during(Snapshot snapshot, Function<SharedState, T> use);

  /**
   * Opens a session that is open already in another worker, which has ended.
   *
   * @param state the state to go on from
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if there is no room for it now
   * @throws io.serpentarium.sandbox.SnapshotException if the state cannot be used
   */
  RemoteSession.Place reopened(SessionOptions options, BlockBuffer state);

  /** Opens sessions if so many more fit. */
  List<Session> admitted(WorkerProcess worker, int count, Supplier<List<Session>> opening);

  /** Notices that sessions were closed. */
  void closed(WorkerProcess worker, int count);
}
