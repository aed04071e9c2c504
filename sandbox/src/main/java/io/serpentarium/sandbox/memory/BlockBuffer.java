package io.serpentarium.sandbox.memory;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Bytes in native blocks: appended by one thread, then read as often as wanted. What reads them
 * must be done before the last owner releases them.
 */
public final class BlockBuffer extends Owned {

  private static final int BLOCK_BYTES = NativeHeap.MOST_BYTES;

  private final Blocks blocks;
  private final List<NativeBlock> content = new ArrayList<>();
  private long size;

  /** An empty buffer. */
  public BlockBuffer(Blocks blocks) {
    this.blocks = blocks;
  }

  /** Bytes in it. */
  public long size() {
    return size;
  }

  /** Returns a stream that appends; its close has no effect. */
  public OutputStream appender() {
    return new Appender();
  }

  /** Reads all of it. */
  public InputStream reader() {
    return new Reader();
  }

  /** Returns a copy of the bytes from a position on, as many as lie together; none at the end. */
  public byte[] from(long position) {
    requireOwned();
    byte[] part = new byte[together(position)];
    if (part.length > 0) {
      copy(position, part, 0, part.length);
    }
    return part;
  }

  private int together(long position) {
    return (int) Math.clamp(size - position, 0, BLOCK_BYTES - position % BLOCK_BYTES);
  }

  private void copy(long position, byte[] target, int offset, int length) {
    NativeBlock block = content.get((int) (position / BLOCK_BYTES));
    block.read((int) (position % BLOCK_BYTES), target, offset, length);
  }

  /** Appends bytes. */
  public void append(byte[] source, int offset, int length) {
    requireOwned();
    for (int done = 0; done < length; ) {
      int within = (int) (size % BLOCK_BYTES);
      if (within == 0) {
        content.add(blocks.zeroed(BLOCK_BYTES));
      }
      int step = Math.min(length - done, BLOCK_BYTES - within);
      content.getLast().write(within, source, offset + done, step);
      done += step;
      size += step;
    }
  }

  @Override
  protected void free() {
    content.forEach(NativeBlock::release);
    content.clear();
  }

  private final class Appender extends OutputStream {

    @Override
    public void write(int value) {
      append(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, source.length);
      append(source, offset, length);
    }
  }

  private final class Reader extends InputStream {

    private long position;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      if (position == size) {
        return -1;
      }
      int count = Math.min(length, together(position));
      copy(position, target, offset, count);
      position += count;
      return count;
    }
  }
}
