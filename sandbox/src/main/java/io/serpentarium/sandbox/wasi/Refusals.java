package io.serpentarium.sandbox.wasi;

/**
 * How often a guest was refused something because it had used up what it may have.
 *
 * @param bytes of files
 * @param inodes files, folders and links
 * @param descriptors open at once
 */
public record Refusals(long bytes, long inodes, long descriptors) {

  /** Returns the refusals since earlier ones. */
  public Refusals since(Refusals earlier) {
    return new Refusals(
        bytes - earlier.bytes, inodes - earlier.inodes, descriptors - earlier.descriptors);
  }
}
