package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * The content of a file for a reader, whatever becomes of the file. Freed by its close, or when
 * nobody can read it any more.
 */
final class OpenContent implements FileBytes {

  private static final ByteBuffer ZEROS =
      ByteBuffer.allocate(FileContent.CHUNK_BYTES).asReadOnlyBuffer();

  private final ContentState state;
  private final Cleanable cleanable;

  /** Takes over a state. */
  OpenContent(Volume volume, ContentState state) {
    this.state = state;
    this.cleanable = volume.blocks().heap().whenUnreachable(this, state::release);
  }

  @Override
  public long size() {
    return state.size();
  }

  @Override
  public ByteBuffer from(long position) {
    if (position >= state.size()) {
      return ZEROS.slice(0, 0);
    }
    int within = (int) (position % FileContent.CHUNK_BYTES);
    int left = (int) Math.min(state.size() - position, FileContent.CHUNK_BYTES - within);
    try {
      state.retain();
    } finally {
      Reference.reachabilityFence(this);
    }
    try {
      byte[] part = new byte[left];
      FileContent.read(state.chunks(), state.size(), position, part, 0, left);
      return ByteBuffer.wrap(part).asReadOnlyBuffer();
    } finally {
      state.release();
    }
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
