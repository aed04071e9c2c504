package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.SnapshotFormat;
import io.serpentarium.sandbox.snapshot.StoredState;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as sessions see it.
 *
 * @param format of the sandbox that took or read it
 * @param blocks pay for it
 */
record PythonSnapshot(StoredState stored, SnapshotFormat format, Blocks blocks)
    implements Snapshot {

  GuestState state() {
    return stored.state();
  }

  @Override
  public long sizeBytes() {
    return state().memory().sizeBytes() + state().host().files().usage().bytes();
  }

  @Override
  public Instant createdAt() {
    return stored.createdAt();
  }

  @Override
  public void export(OutputStream out) throws IOException {
    write(out, null);
  }

  @Override
  public void export(OutputStream out, SnapshotKey key) throws IOException {
    write(out, key);
  }

  private void write(OutputStream out, @Nullable SnapshotKey key) throws IOException {
    format.write(stored, out, key, blocks);
  }

  @Override
  public void close() {
    state().close();
  }
}
