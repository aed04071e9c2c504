package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.Blocks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;

/**
 * The bytes of a {@link FileSystemState}, in the order of {@link DataOutput}: the last inode
 * number, the inodes, the open handles. Equal states have equal bytes. Holes and runs of zeros up
 * to the end of a chunk take none. What contains it says which version it is.
 */
public final class FileSystemStateCodec {

  /** The kinds of inodes. */
  static final int FOLDER = 1;

  static final int FILE = 2;
  static final int LINK = 3;

  /** The kinds of handles. */
  static final int OPEN_FILE = 1;

  static final int OPEN_DIRECTORY = 2;
  static final int OPEN_IMAGE_FILE = 3;
  static final int OPEN_IMAGE_DIRECTORY = 4;

  private FileSystemStateCodec() {}

  /** Writes a state. */
  public static void write(FileSystemState state, DataOutput out) throws IOException {
    state.retain();
    try {
      new StateWriter(out).write(state);
    } finally {
      state.release();
    }
  }

  /**
   * Reads a state from bytes that may have been made to do harm. All that it allocates is acquired
   * before, and bounded by the quota.
   *
   * @param image the same as that of the file system the state was captured from
   * @param quota that the state must keep to
   * @param maxOpen handles that may be open at most
   * @param blocks pays for it
   * @throws InvalidStateException when the bytes are none that {@link #write} makes
   * @throws StateTooLargeException when the state does not keep to the quota
   * @throws io.serpentarium.sandbox.MemoryRefusedException when there is no room for it
   */
  public static FileSystemState read(
      DataInput in, ReadOnlyImage image, FileQuota quota, int maxOpen, Blocks blocks)
      throws IOException {
    try {
      return new StateReader(in, image, quota, maxOpen, blocks).read();
    } catch (EOFException e) {
      throw new InvalidStateException("the bytes end too early");
    }
  }
}
