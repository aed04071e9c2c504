package io.serpentarium.sandbox.vfs;

/**
 * The number, the permissions and the times of an inode.
 *
 * @param inode 1 or more, unique in its file system
 * @param mode the permissions, from 0 to {@link FileStat#MAX_MODE}
 * @param accessed nanoseconds since 1970-01-01T00:00Z, 0 or more, as are the other two
 */
record Attributes(long inode, int mode, long accessed, long modified, long changed) {}
