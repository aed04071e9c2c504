package io.serpentarium.sandbox.vfs;

/** {@link MemoryFileSystem} by the {@link QuotaContract}. */
final class MemoryQuotaTest extends QuotaContract {

  @Override
  FileSystem create(FileQuota quota, ManualTime clock) {
    return MemoryFileSystems.create(quota, clock);
  }
}
