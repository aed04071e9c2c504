package io.serpentarium.sandbox.vfs;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file, in chunks.
 *
 * <p>The volume is charged for the length, holes included. A chunk array is only as long as what
 * was written to it needs, at most twice that; beyond its end it reads as zeros.
 *
 * <p>Copy on write: a chunk that a {@link ContentState} shares is copied before it changes.
 */
final class FileContent {

  /** Bytes that a chunk stands for. */
  static final int CHUNK_BYTES = 1 << 14;

  private static final int LEAST_CHUNK_BYTES = 64;

  /** A chunk that was never written. */
  static final byte[] HOLE = {};

  private static final byte[][] NO_CHUNKS = {};

  private final Volume volume;
  private byte[][] chunks = NO_CHUNKS;
  private long length;

  /** Whether a state holds {@link #chunks} itself. */
  private boolean frozen;

  /** The chunks that a state holds, unless frozen; null when there is none. */
  private @Nullable BitSet shared;

  FileContent(Volume volume) {
    this.volume = volume;
  }

  /** The content as it is now, without copying any. */
  ContentState freeze() {
    frozen = true;
    return new ContentState(chunks, length);
  }

  /** Takes over a content, which the volume has been charged for. */
  void restore(ContentState state) {
    chunks = state.chunks();
    length = state.size();
    frozen = true;
  }

  long length() {
    return length;
  }

  /** Reads what is there; 0 at or beyond the end. */
  int read(long position, byte[] target, int offset, int count) {
    if (position >= length) {
      return 0;
    }
    int readable = (int) Math.min(count, length - position);
    for (int done = 0; done < readable; ) {
      done += readChunk(position + done, target, offset + done, readable - done);
    }
    return readable;
  }

  /** Writes all or nothing. */
  void write(long position, byte[] source, int offset, int count) throws ErrnoException {
    if (count == 0) {
      return;
    }
    lengthenTo(end(position, count));
    thaw();
    for (int done = 0; done < count; ) {
      done += writeChunk(position + done, source, offset + done, count - done);
    }
  }

  /** Cuts the content, or lengthens it with a hole. */
  void resize(long newLength) throws ErrnoException {
    if (newLength < length) {
      cutTo(newLength);
    } else {
      lengthenTo(end(newLength, 0));
    }
  }

  /** Gives everything back. */
  void discard() {
    cutTo(0);
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

  private void cutTo(long end) {
    volume.release(length - end);
    length = end;
    int kept = Math.min(chunks.length, chunkCount(end));
    chunks = Arrays.copyOf(chunks, kept);
    if (kept > 0 && kept == chunkCount(end)) {
      cutLastChunk(within(end - 1) + 1);
    }
  }

  private void cutLastChunk(int used) {
    byte[] last = chunks[chunks.length - 1];
    if (last.length > used) {
      putOwn(chunks.length - 1, Arrays.copyOf(last, used));
    }
  }

  private int readChunk(long position, byte[] target, int offset, int count) {
    int within = within(position);
    int step = Math.min(count, CHUNK_BYTES - within);
    byte[] chunk = chunk(index(position));
    int stored = Math.clamp(chunk.length - within, 0, step);
    if (stored > 0) {
      System.arraycopy(chunk, within, target, offset, stored);
    }
    Arrays.fill(target, offset + stored, offset + step, (byte) 0);
    return step;
  }

  private int writeChunk(long position, byte[] source, int offset, int count) {
    int within = within(position);
    int step = Math.min(count, CHUNK_BYTES - within);
    byte[] chunk = writableChunk(index(position), within + step);
    System.arraycopy(source, offset, chunk, within, step);
    return step;
  }

  private byte[] chunk(int index) {
    return index < chunks.length ? chunks[index] : HOLE;
  }

  private byte[] writableChunk(int index, int capacity) {
    growTo(index + 1);
    byte[] chunk = chunks[index];
    if (chunk.length < capacity) {
      return putOwn(index, Arrays.copyOf(chunk, roomFor(capacity, chunk.length)));
    }
    return shared != null && shared.get(index) ? putOwn(index, chunk.clone()) : chunk;
  }

  private byte[] putOwn(int index, byte[] chunk) {
    chunks[index] = chunk;
    if (shared != null) {
      shared.clear(index);
    }
    return chunk;
  }

  private void thaw() {
    if (frozen) {
      frozen = false;
      chunks = chunks.clone();
      shared = new BitSet(chunks.length);
      shared.set(0, chunks.length);
    }
  }

  private void growTo(int count) {
    if (count > chunks.length) {
      int old = chunks.length;
      int most = chunkCount(FileSystem.MAX_FILE_BYTES);
      chunks = Arrays.copyOf(chunks, Math.clamp(2L * old, count, most));
      Arrays.fill(chunks, old, chunks.length, HOLE);
    }
  }

  private static int roomFor(int capacity, int old) {
    int doubled = Math.max(2 * old, LEAST_CHUNK_BYTES);
    return Math.min(CHUNK_BYTES, Math.max(capacity, doubled));
  }

  /** How many chunks a length needs. */
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
