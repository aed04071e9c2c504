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
   * Reads a state from untrusted bytes. All that it allocates is acquired before, and bounded by
   * the quota.
   *
   * @param image an image equal to that of the file system the state was captured from
   * @param quota the quota that the state must observe
   * @param maxOpen the most handles that may be open
   * @param blocks the blocks that pay for the state
   * @throws InvalidStateException if {@link #write} cannot have made the bytes
   * @throws StateTooLargeException if the state exceeds the quota
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room for it
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
