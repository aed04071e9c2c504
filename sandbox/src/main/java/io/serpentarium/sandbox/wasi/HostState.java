package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.FileSystemState;
import java.util.List;

/**
 * All that the host holds for a guest, as it was at one moment: its files and its descriptors.
 *
 * <p>Immutable. Holds no more memory than the differences to what else shares its contents. Freed
 * as {@link FileSystemState} is.
 */
public final class HostState implements AutoCloseable {

  private final FileSystemState files;
  private final List<DescriptorState> descriptors;

  /**
   * Creates a state.
   *
   * @param descriptors the descriptors in the order of their numbers; those with a handle match the
   *     files' open handles one by one
   */
  HostState(FileSystemState files, List<DescriptorState> descriptors) {
    this.files = files;
    this.descriptors = List.copyOf(descriptors);
  }

  /** The files, to make a file system of before the host. */
  public FileSystemState files() {
    return files;
  }

  /** Adds an owner, or throws IllegalStateException when it is freed. */
  public void retain() {
    files.retain();
  }

  /** Takes an owner away that was added. */
  public void release() {
    files.release();
  }

  /** Gives it up. Idempotent. */
  @Override
  public void close() {
    files.close();
  }

  List<DescriptorState> descriptors() {
    return descriptors;
  }
}
