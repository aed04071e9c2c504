package io.serpentarium.sandbox.vfs;

/**
 * The present usage of the disk by a session's files.
 *
 * @param bytes bytes, counted as {@link FileQuota#bytes}; removed files count until they are closed
 * @param inodes inodes, counted as {@link FileQuota#inodes}
 * @param byteRefusals refusals for want of bytes, since the file system was made
 * @param inodeRefusals refusals for want of inodes, since the file system was made
 */
public record DiskUsage(long bytes, int inodes, long byteRefusals, long inodeRefusals) {}
