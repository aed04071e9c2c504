package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeBlock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file, in chunks outside of the heap. Under the lock of its volume.
 *
 * <p>The volume is charged for the length, holes included, and its account for the chunks. A chunk
 * is only as long as what was written to it needs, at most twice that; beyond its end it reads as
 * zeros, and so does what lies behind the length.
 *
 * <p>Copy on write: a chunk that a {@link ContentState} shares is copied before it changes.
 */
final class FileContent {

  /** Bytes that a chunk stands for. */
  static final int CHUNK_BYTES = 1 << 14;

  private final Volume volume;
  private ChunkTable chunks = new ChunkTable();
  private long length;

  FileContent(Volume volume) {
    this.volume = volume;
    volume.register(this);
  }

  /** The content as it is now, without copying any. To be released. */
  ContentState freeze() {
    chunks.retain();
    return new ContentState(chunks, length);
  }

  /** Restores a content, for which the volume has been charged; the state is not changed. */
  void restore(ContentState state) {
    state.retain();
    chunks.release();
    chunks = state.chunks();
    length = state.size();
    volume.register(this);
  }

  /** Rolls the content back to a state before a change, its charge included. */
  void rollBackTo(ContentState state) {
    volume.release(length - state.size());
    restore(state);
  }

  long length() {
    return length;
  }

  /** Reads the available bytes; 0 at or beyond the end. */
  int read(long position, byte[] target, int offset, int count) {
    return read(chunks, length, position, target, offset, count);
  }

  /** Reads the available bytes of some content; 0 at or beyond its end. */
  static int read(
      ChunkTable chunks, long length, long position, byte[] target, int offset, int count) {
    if (position >= length) {
      return 0;
    }
    int readable = (int) Math.min(count, length - position);
    for (int done = 0; done < readable; ) {
      done += readChunk(chunks, position + done, target, offset + done, readable - done);
    }
    return readable;
  }

  private static int readChunk(
      ChunkTable chunks, long position, byte[] target, int offset, int count) {
    int within = within(position);
    int step = Math.min(count, CHUNK_BYTES - within);
    NativeBlock chunk = chunks.get(index(position));
    int stored = chunk == null ? 0 : Math.clamp(chunk.size() - within, 0, step);
    if (chunk != null && stored > 0) {
      chunk.read(within, target, offset, stored);
    }
    Arrays.fill(target, offset + stored, offset + step, (byte) 0);
    return step;
  }

  /**
   * Writes all or nothing.
   *
   * @throws MemoryRefusedException if there is no room for its chunks
   */
  void write(long position, byte[] source, int offset, int count) throws ErrnoException {
    if (count == 0) {
      return;
    }
    long oldLength = length;
    long end = end(position, count);
    lengthenTo(end);
    try {
      makeWritable(position, end);
    } catch (MemoryRefusedException e) {
      shortenTo(oldLength);
      throw e;
    }
    for (int done = 0; done < count; ) {
      done += writeChunk(position + done, source, offset + done, count - done);
    }
  }

  /**
   * Cuts the content, or lengthens it with a hole.
   *
   * @throws MemoryRefusedException if there is no room to copy the chunk that is cut
   */
  void resize(long newLength) throws ErrnoException {
    if (newLength < length) {
      own();
      clearFrom(newLength);
      shortenTo(newLength);
    } else {
      lengthenTo(end(newLength, 0));
    }
  }

  /** Gives everything back. */
  void discard() {
    volume.release(length);
    abandon();
  }

  /** Frees the chunks, and leaves the volume's charge as it is. */
  void abandon() {
    chunks.release();
    chunks = new ChunkTable();
    length = 0;
    volume.unregister(this);
  }

  private static long end(long position, int count) throws ErrnoException {
    if (position > FileSystem.MAX_FILE_BYTES - count) {
      throw new ErrnoException(Errno.EFBIG);
    }
    return position + count;
  }

  private void lengthenTo(long end) throws ErrnoException {
    if (end > length) {
      volume.reserve(end - length);
      length = end;
    }
  }

  /** Zeros what its last chunk holds behind a new end. */
  private void clearFrom(long end) {
    int within = within(end);
    NativeBlock last = within == 0 ? null : chunks.get(index(end));
    if (last != null && last.size() > within) {
      NativeBlock own = writableChunk(index(end), last.size());
      own.clear(within, own.size() - within);
    }
  }

  private void shortenTo(long end) {
    volume.release(length - end);
    length = end;
    chunks.cut(chunkCount(end));
  }

  private void makeWritable(long from, long end) {
    own();
    for (int index = index(from); index < chunkCount(end); index++) {
      writableChunk(index, (int) Math.min(CHUNK_BYTES, end - (long) index * CHUNK_BYTES));
    }
  }

  private void own() {
    if (chunks.isShared()) {
      ChunkTable copy = chunks.copy();
      chunks.release();
      chunks = copy;
    }
  }

  private NativeBlock writableChunk(int index, int capacity) {
    NativeBlock chunk = chunks.get(index);
    if (chunk != null && chunk.size() >= capacity && !chunk.isShared()) {
      return chunk;
    }
    NativeBlock made = made(chunk, capacity, volume.blocks());
    chunks.put(index, made);
    return made;
  }

  private static NativeBlock made(@Nullable NativeBlock old, int capacity, Blocks blocks) {
    return old == null
        ? blocks.zeroed(capacity)
        : old.copy(blocks, old.size(), Math.max(capacity, old.size()));
  }

  private int writeChunk(long position, byte[] source, int offset, int count) {
    int within = within(position);
    int step = Math.min(count, CHUNK_BYTES - within);
    writableChunk(index(position), within + step).write(within, source, offset, step);
    return step;
  }

  /** Returns the number of chunks that a length needs. */
  static int chunkCount(long length) {
    return (int) ((length + CHUNK_BYTES - 1) / CHUNK_BYTES);
  }

  private static int index(long position) {
    return (int) (position / CHUNK_BYTES);
  }

  private static int within(long position) {
    return (int) (position % CHUNK_BYTES);
  }
}
