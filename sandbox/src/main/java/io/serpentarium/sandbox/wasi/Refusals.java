package io.serpentarium.sandbox.wasi;

/**
 * The number of requests of a guest that were refused because a quota was used up.
 *
 * @param bytes refusals for want of bytes of files
 * @param inodes refusals for want of files, folders and links
 * @param descriptors refusals for want of open descriptors
 */
public record Refusals(long bytes, long inodes, long descriptors) {

  /** Returns the refusals since earlier ones. */
  public Refusals since(Refusals earlier) {
    return new Refusals(
        bytes - earlier.bytes, inodes - earlier.inodes, descriptors - earlier.descriptors);
  }
}
