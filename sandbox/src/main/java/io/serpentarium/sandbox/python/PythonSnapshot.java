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

/** A snapshot as sessions see it: one handle on a state. */
final class PythonSnapshot implements Snapshot {

  private final StoredState stored;
  private final SnapshotFormat format;
  private final Blocks blocks;
  private final Runnable release;

  /**
   * Creates the first handle on a state, which becomes its own.
   *
   * @param format the format of the sandbox that took or read it
   * @param blocks the blocks that pay for it
   */
  PythonSnapshot(StoredState stored, SnapshotFormat format, Blocks blocks) {
    this.stored = stored;
    this.format = format;
    this.blocks = blocks;
    this.release = stored.state()::close;
  }

  /** A further handle on a state that has been retained for it. */
  private PythonSnapshot(PythonSnapshot other) {
    this.stored = other.stored;
    this.format = other.format;
    this.blocks = other.blocks;
    this.release = blocks.heap().whenUnreachable(this, stored.state()::release)::clean;
  }

  SnapshotFormat format() {
    return format;
  }

  @Override
  public Snapshot share() {
    state().retain();
    return new PythonSnapshot(this);
  }

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
    release.run();
  }
}
