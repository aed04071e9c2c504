package io.serpentarium.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * The files of a session, seen from the host. Relative paths are below {@code /sandbox}; a path
 * never leaves the session's own file system.
 *
 * <p>What is written or deleted while an execution runs belongs to that execution: a roll-back
 * takes that back too.
 *
 * <p>Thread-safe. Every method throws {@link SessionFileException} with the reason when the file
 * system refuses.
 */
public interface SessionFiles {

  /** What a directory entry is. */
  enum Type {
    FILE,
    DIRECTORY,
    SYMLINK
  }

  /**
   * One file, directory or link.
   *
   * @param path relative to {@code /sandbox}, with {@code /} between its parts
   * @param sizeBytes content length in bytes; 0 for a directory
   */
  record Entry(String path, Type type, long sizeBytes, Instant modifiedAt) {}

  /**
   * Writes a whole file, making the directories above it.
   *
   * @return true when the file is new, false when it replaced one
   */
  boolean write(String path, FileBytes content);

  /** Writes a whole file from an array. */
  default boolean write(String path, byte[] content) {
    return write(path, FileBytes.of(content));
  }

  /**
   * Returns the present content of a file, whatever becomes of the file, without copying it; the
   * caller closes it.
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

  /** Bytes that all files of the session take of its disk limit. */
  long usedBytes();

  /**
   * What is below {@code /sandbox}, in path order, links not followed: a page of it.
   *
   * @param prefix that the paths begin with
   * @param after the path behind which to begin, empty for the start
   * @param limit entries at most
   */
  List<Entry> list(String prefix, String after, int limit);

  /** Everything below {@code /sandbox}, in path order, links not followed. */
  default List<Entry> list() {
    return list("", "", Integer.MAX_VALUE);
  }
}
