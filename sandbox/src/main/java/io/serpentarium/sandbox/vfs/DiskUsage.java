package io.serpentarium.sandbox.vfs;

/**
 * What the files of one session take now.
 *
 * @param bytes counted as {@link FileQuota#bytes}; removed files count until they are closed
 * @param inodes counted as {@link FileQuota#inodes}
 * @param byteRefusals how often there were no bytes left, since the file system was made
 * @param inodeRefusals how often there was no inode left, since then
 */
public record DiskUsage(long bytes, int inodes, long byteRefusals, long inodeRefusals) {}
