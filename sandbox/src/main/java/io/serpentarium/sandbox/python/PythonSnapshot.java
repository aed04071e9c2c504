package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.SnapshotFormat;
import io.serpentarium.sandbox.snapshot.StoredState;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * A snapshot as sessions see it.
 *
 * @param format of the sandbox that took or read it
 */
record PythonSnapshot(StoredState stored, SnapshotFormat format) implements Snapshot {

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
    format.write(stored, out);
  }
}
