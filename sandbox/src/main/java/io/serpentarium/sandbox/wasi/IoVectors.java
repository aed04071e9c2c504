package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;

/**
 * The ranges of guest memory that a read or write names: an array of {pointer, length} pairs. All
 * of them are read and checked before a byte moves, since a range may overlap the array itself;
 * together they are cut at the transfer buffer's size.
 */
final class IoVectors {

  /** Pairs that one call may name. */
  private static final int MAX_COUNT = 1024;

  private static final int PAIR_BYTES = 8;

  private final GuestMemory memory;
  private final long[] pointers;
  private final long[] lengths;
  private final int total;

  private IoVectors(GuestMemory memory, long[] pointers, long[] lengths, int total) {
    this.memory = memory;
    this.pointers = pointers;
    this.lengths = lengths;
    this.total = total;
  }

  /**
   * Checks an array of pairs.
   *
   * @throws ErrnoException EINVAL for too many
   */
  static IoVectors of(GuestMemory memory, long address, long count) throws ErrnoException {
    if (count > MAX_COUNT) {
      throw new ErrnoException(Errno.EINVAL);
    }
    long[] pointers = new long[(int) count];
    long[] lengths = new long[(int) count];
    long total = 0;
    for (int i = 0; i < count; i++) {
      long pair = address + (long) i * PAIR_BYTES;
      pointers[i] = memory.getUnsignedInt(pair);
      lengths[i] = memory.getUnsignedInt(pair + 4);
      memory.check(pointers[i], lengths[i]);
      total += lengths[i];
    }
    int moved = (int) Math.min(total, GuestView.TRANSFER_BYTES);
    return new IoVectors(memory, pointers, lengths, moved);
  }

  /** Bytes to move, at most the transfer buffer's size. */
  int total() {
    return total;
  }

  /** Copies {@link #total} bytes out of the guest. */
  void gather(byte[] target) {
    move(total, (pointer, done, length) -> memory.read(pointer, target, done, length));
  }

  /** Copies the first {@code length} bytes of {@code source} into the guest. */
  void scatter(byte[] source, int length) {
    move(length, (pointer, done, part) -> memory.write(pointer, source, done, part));
  }

  private interface Step {
    void move(long pointer, int done, int length);
  }

  private void move(int length, Step step) {
    int done = 0;
    for (int i = 0; i < pointers.length && done < length; i++) {
      int part = (int) Math.min(lengths[i], length - done);
      step.move(pointers[i], done, part);
      done += part;
    }
  }
}
