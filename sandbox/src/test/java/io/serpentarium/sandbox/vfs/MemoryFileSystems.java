package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.TestBlocks;

/** Makes the file systems that the contracts ask for. */
final class MemoryFileSystems {

  private MemoryFileSystems() {}

  static MemoryFileSystem create(FileQuota quota, ManualTime clock) {
    ReadOnlyImage image = ReadOnlyImage.ofZip(Zips.of("json/decoder.pyc", "os.pyc"));
    return new MemoryFileSystem(image, quota, clock, TestBlocks.FREE);
  }
}
