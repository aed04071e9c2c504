package io.serpentarium.sandbox.vfs;

/**
 * The number and the times of an inode.
 *
 * @param inode 1 or more, unique in its file system
 * @param accessed nanoseconds since 1970-01-01T00:00Z, 0 or more, as are the other two
 */
record Attributes(long inode, long accessed, long modified, long changed) {}
