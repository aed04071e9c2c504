package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.NativeBlock;
import io.serpentarium.sandbox.memory.Owned;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a content, each of which it owns; a hole has none. Changed by its only owner, and
 * by nobody while there are several.
 */
final class ChunkTable extends Owned {

  private @Nullable NativeBlock[] chunks;

  /** A table without chunks. */
  ChunkTable() {
    this(new @Nullable NativeBlock[0]);
  }

  private ChunkTable(@Nullable NativeBlock[] chunks) {
    this.chunks = chunks;
  }

  /** Returns the number of chunks, after which only holes follow. */
  int count() {
    return chunks.length;
  }

  @Nullable NativeBlock get(int index) {
    requireOwned();
    return index < chunks.length ? chunks[index] : null;
  }

  /** Replaces a chunk, and becomes the new one's owner. */
  void put(int index, NativeBlock chunk) {
    growTo(index + 1);
    NativeBlock replaced = chunks[index];
    chunks[index] = chunk;
    if (replaced != null) {
      replaced.release();
    }
  }

  private void growTo(int count) {
    if (count > chunks.length) {
      int most = FileContent.chunkCount(FileSystem.MAX_FILE_BYTES);
      chunks = Arrays.copyOf(chunks, Math.clamp(2L * chunks.length, count, most));
    }
  }

  /** Makes all chunks from there on holes. */
  void cut(int count) {
    if (count < chunks.length) {
      releaseFrom(count);
      chunks = Arrays.copyOf(chunks, count);
    }
  }

  /** Returns another table with the same chunks. */
  ChunkTable copy() {
    requireOwned();
    ChunkTable copy = new ChunkTable(chunks.clone());
    for (NativeBlock chunk : chunks) {
      if (chunk != null) {
        chunk.retain();
      }
    }
    return copy;
  }

  private void releaseFrom(int first) {
    for (int i = first; i < chunks.length; i++) {
      NativeBlock chunk = chunks[i];
      if (chunk != null) {
        chunk.release();
      }
    }
  }

  @Override
  protected void free() {
    releaseFrom(0);
    chunks = new @Nullable NativeBlock[0];
  }
}
