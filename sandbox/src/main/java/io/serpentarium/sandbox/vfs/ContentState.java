package io.serpentarium.sandbox.vfs;

/**
 * The content of a file as it was at one moment. Immutable, and so are its arrays from now on: live
 * files and other states share them.
 */
final class ContentState {

  private final byte[][] chunks;
  private final long length;

  /**
   * A state.
   *
   * @param chunks kept; nobody may change it or the arrays in it any more
   */
  ContentState(byte[][] chunks, long length) {
    this.chunks = chunks;
    this.length = length;
  }

  /** The arrays, as of {@link FileContent}; not to be changed. */
  byte[][] chunks() {
    return chunks;
  }

  /** Bytes, holes included. */
  long length() {
    return length;
  }
}
