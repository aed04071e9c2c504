package io.serpentarium.sandbox.vfs;

/**
 * What the files of one session take now.
 *
 * @param bytes counted as {@link FileQuota#bytes}; removed files count until they are closed
 * @param inodes counted as {@link FileQuota#inodes}
 * @param refusals how often the quota refused, since the file system was made
 */
public record DiskUsage(long bytes, int inodes, long refusals) {}
