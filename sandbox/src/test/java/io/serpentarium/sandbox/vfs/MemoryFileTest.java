package io.serpentarium.sandbox.vfs;

/** {@link MemoryFileSystem} by the {@link FileContract}. */
final class MemoryFileTest extends FileContract {

  @Override
  FileSystem create(FileQuota quota, ManualTime clock) {
    return MemoryFileSystems.create(quota, clock);
  }
}
