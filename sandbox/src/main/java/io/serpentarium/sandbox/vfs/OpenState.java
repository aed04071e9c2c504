package io.serpentarium.sandbox.vfs;

/** A handle as it was at one moment. Immutable. */
sealed interface OpenState {

  /**
   * A file of the session's own.
   *
   * @param node index in {@link FileSystemState#nodes}
   */
  record File(int node, boolean readable, boolean writable) implements OpenState {}

  /**
   * A directory of the session's own.
   *
   * @param node index in {@link FileSystemState#nodes}
   */
  record Directory(int node) implements OpenState {}

  /**
   * A file of the image.
   *
   * @param path the path from the top of the image
   */
  record ImageFile(String path, boolean readable) implements OpenState {}

  /**
   * A directory of the image.
   *
   * @param path the path from the top of the image, empty for the top itself
   */
  record ImageDirectory(String path) implements OpenState {}
}
