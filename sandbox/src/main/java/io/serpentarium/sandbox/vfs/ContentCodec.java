package io.serpentarium.sandbox.vfs;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The bytes of a file's content: its length, how many chunks hold anything but zeros, and of each
 * of these the index, the count of its bytes up to the last that is not zero, and those.
 */
final class ContentCodec {

  private static final byte[] HOLE = {};

  private ContentCodec() {}

  static void write(ContentState content, DataOutput out) throws IOException {
    byte[][] chunks = content.chunks();
    int[] used = new int[chunks.length];
    for (int i = 0; i < chunks.length; i++) {
      used[i] = used(chunks[i]);
    }
    out.writeLong(content.size());
    out.writeInt((int) Arrays.stream(used).filter(count -> count > 0).count());
    for (int i = 0; i < chunks.length; i++) {
      if (used[i] > 0) {
        out.writeInt(i);
        out.writeShort(used[i]);
        out.write(chunks[i], 0, used[i]);
      }
    }
  }

  /**
   * Reads a content.
   *
   * @param most bytes that it may have, holes included
   */
  static ContentState read(DataInput in, long most) throws IOException {
    long length = in.readLong();
    InvalidStateException.require(
        length >= 0 && length <= Math.min(most, FileSystem.MAX_FILE_BYTES), "a file too large");
    int stored = in.readInt();
    InvalidStateException.require(
        stored >= 0 && stored <= FileContent.chunkCount(length), "more chunks than the file has");
    byte[][] chunks = {};
    int next = 0;
    for (int i = 0; i < stored; i++) {
      int index = in.readInt();
      InvalidStateException.require(
          index >= next && index < FileContent.chunkCount(length), "a chunk out of order");
      next = index + 1;
      chunks = put(chunks, index, readChunk(in, length - (long) index * FileContent.CHUNK_BYTES));
    }
    return new ContentState(Arrays.copyOf(chunks, next), length);
  }

  private static byte[] readChunk(DataInput in, long left) throws IOException {
    int count = in.readUnsignedShort();
    InvalidStateException.require(
        count > 0 && count <= Math.min(left, FileContent.CHUNK_BYTES), "a chunk of a wrong size");
    byte[] chunk = new byte[count];
    in.readFully(chunk);
    InvalidStateException.require(chunk[count - 1] != 0, "a chunk that ends in zeros");
    return chunk;
  }

  private static byte[][] put(byte[][] chunks, int index, byte[] chunk) {
    byte[][] room = chunks;
    if (index >= chunks.length) {
      room = Arrays.copyOf(chunks, Math.max(index + 1, 2 * chunks.length));
      Arrays.fill(room, chunks.length, room.length, HOLE);
    }
    room[index] = chunk;
    return room;
  }

  private static int used(byte[] chunk) {
    int used = chunk.length;
    while (used > 0 && chunk[used - 1] == 0) {
      used--;
    }
    return used;
  }
}
