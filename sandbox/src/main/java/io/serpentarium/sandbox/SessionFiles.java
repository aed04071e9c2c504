package io.serpentarium.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * The files of a session, seen from the host. Relative paths are below {@code /sandbox}; a path
 * never leaves the session's own file system.
 *
 * <p>Files that the host writes or deletes while an execution runs belong to that execution: a
 * roll-back undoes those changes too.
 *
 * <p>Thread-safe. Every method throws {@link SessionFileException} with the reason when the file
 * system refuses.
 */
public interface SessionFiles {

  /** The type of a directory entry. */
  enum Type {
    FILE,
    DIRECTORY,
    SYMLINK
  }

  /**
   * A file, directory or link.
   *
   * @param path the path relative to {@code /sandbox}, with {@code /} between its parts
   * @param sizeBytes content length in bytes; 0 for a directory
   */
  record Entry(String path, Type type, long sizeBytes, Instant modifiedAt) {}

  /**
   * Writes a whole file, creating the directories above it.
   *
   * @return true if the file is new, false if it replaced one
   */
  boolean write(String path, FileBytes content);

  /** Writes a whole file from an array. */
  default boolean write(String path, byte[] content) {
    return write(path, FileBytes.of(content));
  }

  /**
   * Returns the present content of a file without copying it, unaffected by later changes to the
   * file; the caller closes it.
   */
  FileBytes open(String path);

  /** Reads a whole file into an array. */
  default byte[] read(String path) {
    try (FileBytes content = open(path)) {
      return content.toArray();
    }
  }

  /** Removes a file or link. */
  void delete(String path);

  /**
   * Makes a directory and those above it.
   *
   * @return true when it is new, false when it was there
   */
  boolean makeDirectory(String path);

  /**
   * Moves a file, a link or a directory with all that is in it, making the directories above its
   * new place. What is replaced there is a file or a link, or an empty directory by a directory.
   */
  void move(String from, String to);

  /** Removes a file, a link, or a directory with all that is in it. */
  void deleteTree(String path);

  /** Returns the number of bytes of the disk limit that the session's files use. */
  long usedBytes();

  /**
   * Returns a page of the entries below {@code /sandbox}, in path order; links are not followed.
   *
   * @param prefix the prefix of the paths
   * @param after the path after which to begin, empty for the start
   * @param limit the most entries to return
   */
  List<Entry> list(String prefix, String after, int limit);

  /** Returns everything below {@code /sandbox}, in path order; links are not followed. */
  default List<Entry> list() {
    return list("", "", Integer.MAX_VALUE);
  }
}
