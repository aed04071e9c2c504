package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotKey;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One handle on the state of a snapshot in a worker. */
final class RemoteSnapshot implements Snapshot {

  private final SharedState state;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Creates a handle, which is one of the state's owners. */
  RemoteSnapshot(SharedState state) {
    this.state = state;
  }

  /**
   * Returns the state, of which the caller is an owner too.
   *
   * @throws SnapshotException if the snapshot is closed
   */
  SharedState retained() {
    if (closed.get() || !state.retain()) {
      throw new SnapshotException(Reason.UNUSABLE, "it is closed");
    }
    return state;
  }

  @Override
  public long sizeBytes() {
    return state.sizeBytes();
  }

  @Override
  public Instant createdAt() {
    return state.createdAt();
  }

  @Override
  public void export(OutputStream out) throws IOException {
    write(out, Optional.empty());
  }

  @Override
  public void export(OutputStream out, SnapshotKey key) throws IOException {
    write(out, Optional.of(key));
  }

  private void write(OutputStream out, Optional<SnapshotKey> key) throws IOException {
    if (!state.retain()) {
      throw new IllegalStateException("the snapshot is closed");
    }
    try {
      state.export(out, key);
    } finally {
      state.release();
    }
  }

  @Override
  public Snapshot share() {
    if (!state.retain()) {
      throw new IllegalStateException("the snapshot is closed");
    }
    return new RemoteSnapshot(state);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      state.release();
    }
  }
}
