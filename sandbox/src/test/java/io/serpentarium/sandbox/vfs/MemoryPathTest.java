package io.serpentarium.sandbox.vfs;

/** {@link MemoryFileSystem} by the {@link PathContract}. */
final class MemoryPathTest extends PathContract {

  @Override
  FileSystem create(FileQuota quota, ManualTime clock) {
    return MemoryFileSystems.create(quota, clock);
  }
}
