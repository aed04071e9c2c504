package io.serpentarium.sandbox.vfs;

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
    new StateWriter(out).write(state);
  }

  /**
   * Reads a state from bytes that may have been made to do harm. What it allocates is bounded by
   * the bytes that are there, and by a thousandth of the quota for files with holes.
   *
   * @param image the same as that of the file system the state was captured from
   * @param quota that the state must keep to
   * @param maxOpen handles that may be open at most
   * @throws InvalidStateException when the bytes are none that {@link #write} makes, or the state
   *     does not keep to the limits
   */
  public static FileSystemState read(
      DataInput in, ReadOnlyImage image, FileQuota quota, int maxOpen) throws IOException {
    try {
      return new StateReader(in, image, quota, maxOpen).read();
    } catch (EOFException e) {
      throw new InvalidStateException("the bytes end too early");
    }
  }
}
