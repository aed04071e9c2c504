package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeBlock;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file's content: its length, how many chunks hold anything but zeros, and of each
 * of these the index, the count of its bytes up to the last that is not zero, and those.
 */
final class ContentCodec {

  private final byte[] buffer = new byte[FileContent.CHUNK_BYTES];

  /** Writes a content, of which the caller is an owner. */
  void write(ContentState content, DataOutput out) throws IOException {
    ChunkTable chunks = content.chunks();
    int[] used = new int[chunks.count()];
    int stored = 0;
    for (int i = 0; i < used.length; i++) {
      used[i] = used(chunks.get(i));
      stored += used[i] > 0 ? 1 : 0;
    }
    out.writeLong(content.size());
    out.writeInt(stored);
    for (int i = 0; i < used.length; i++) {
      NativeBlock chunk = chunks.get(i);
      if (chunk != null && used[i] > 0) {
        out.writeInt(i);
        out.writeShort(used[i]);
        chunk.read(0, buffer, 0, used[i]);
        out.write(buffer, 0, used[i]);
      }
    }
  }

  private static int used(@Nullable NativeBlock chunk) {
    return chunk == null ? 0 : chunk.usedBytes();
  }

  /**
   * Reads a content, which the caller releases.
   *
   * @param most bytes that it may have, holes included
   * @param blocks pays for its chunks
   */
  ContentState read(DataInput in, long most, Blocks blocks) throws IOException {
    long length = in.readLong();
    InvalidStateException.require(
        length >= 0 && length <= FileSystem.MAX_FILE_BYTES, "a file too large");
    StateTooLargeException.require(length <= most, "more bytes than the quota has");
    int stored = in.readInt();
    InvalidStateException.require(
        stored >= 0 && stored <= FileContent.chunkCount(length), "more chunks than the file has");
    ChunkTable chunks = new ChunkTable();
    try {
      readChunks(in, length, stored, chunks, blocks);
    } catch (IOException | RuntimeException e) {
      chunks.release();
      throw e;
    }
    return new ContentState(chunks, length);
  }

  private void readChunks(DataInput in, long length, int stored, ChunkTable chunks, Blocks blocks)
      throws IOException {
    int next = 0;
    for (int i = 0; i < stored; i++) {
      int index = in.readInt();
      InvalidStateException.require(
          index >= next && index < FileContent.chunkCount(length), "a chunk out of order");
      next = index + 1;
      int count = readChunk(in, length - (long) index * FileContent.CHUNK_BYTES);
      NativeBlock chunk = blocks.zeroed(count);
      chunk.write(0, buffer, 0, count);
      chunks.put(index, chunk);
    }
    chunks.cut(next);
  }

  private int readChunk(DataInput in, long left) throws IOException {
    int count = in.readUnsignedShort();
    InvalidStateException.require(
        count > 0 && count <= Math.min(left, FileContent.CHUNK_BYTES), "a chunk of a wrong size");
    in.readFully(buffer, 0, count);
    InvalidStateException.require(buffer[count - 1] != 0, "a chunk that ends in zeros");
    return count;
  }
}
