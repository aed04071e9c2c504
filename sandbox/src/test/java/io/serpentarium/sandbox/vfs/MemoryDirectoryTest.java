package io.serpentarium.sandbox.vfs;

/** {@link MemoryFileSystem} by the {@link DirectoryContract}. */
final class MemoryDirectoryTest extends DirectoryContract {

  @Override
  FileSystem create(FileQuota quota, ManualTime clock) {
    return MemoryFileSystems.create(quota, clock);
  }
}
