package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.MemoryAccount.Use;
import java.util.List;
import java.util.Set;

/**
 * The file system of one session.
 *
 * <p>A path is relative to an open directory and never leaves it: absolute paths, {@code ..} above
 * the base and absolute links are refused with EPERM. With the root as the base there is nothing to
 * leave: {@code ..} stays in it, and absolute links start from it.
 *
 * <p>Every method with a path may refuse with EBADF (the base is closed), ENOENT, ENOTDIR, EPERM,
 * ELOOP (over {@value #MAX_LINKS} links), ENAMETOOLONG, EILSEQ and EINVAL (a NUL); a method names
 * only its further errors. A refused operation has changed nothing.
 *
 * <p>Thread-safe: each method is one step for all others. Errors follow POSIX.1-2024, <a
 * href="https://pubs.opengroup.org/onlinepubs/9799919799/">System Interfaces</a>, or Linux where
 * the two differ.
 */
public interface FileSystem {

  /** The longest name, in bytes of UTF-8. */
  int MAX_NAME_BYTES = 255;

  /** The longest path, in bytes of UTF-8; also of any file, counted from the root. */
  int MAX_PATH_BYTES = 4096;

  /** The most symbolic links that a path may cross. */
  int MAX_LINKS = 40;

  /** The largest file, in bytes. */
  long MAX_FILE_BYTES = 1L << 32;

  /**
   * Marks the present state for {@link #rollBack}, and forgets the mark before. Takes a short time
   * regardless of the size: later changes are recorded when they first happen.
   */
  void mark();

  /**
   * Restores the state at the mark: names, contents, times, inode numbers, the charge to the quota,
   * and the handles that were open, removed files among them. The mark stays. The quota itself and
   * the counts of its refusals are not changed.
   *
   * <p>Handles opened since the mark must be closed before. Writes of the host since the mark are
   * undone too: they belong to the execution during which they came.
   *
   * @throws IllegalStateException if there is no mark
   */
  void rollBack();

  /**
   * Captures the present state as a value that the caller closes. Contents are shared, not copied.
   *
   * @param open the handles of this file system that stay open in the state, each once; a removed
   *     file that only other handles hold is not in it
   * @param use the purpose for which the account is charged
   * @throws IllegalArgumentException for a handle that is closed or of another file system
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room for the state
   */
  FileSystemState capture(List<? extends Handle> open, Use use);

  /**
   * The handles that were open in the state that this file system was made of, in the order of
   * their capture; none when it was made new. Always the same ones, for one owner to close.
   */
  List<Handle> restoredHandles();

  /** A new handle of the root directory. */
  DirectoryHandle root();

  /** Returns the present usage by the session's files. */
  DiskUsage usage();

  /**
   * Returns a number by which to detect changes of directories: it is another one after each entry
   * that was added or removed, the program's own file left out, and is zero as long as none was. A
   * file system made of a state begins with a number that no other has.
   */
  long changes();

  /**
   * Opens a file or directory.
   *
   * @param flags the flags, with at least {@link OpenFlag#READ} or {@link OpenFlag#WRITE}
   * @throws ErrnoException EEXIST, EISDIR (a directory with WRITE, CREATE or TRUNCATE), EROFS,
   *     EDQUOT, EINVAL (CREATE with DIRECTORY)
   */
  Handle open(DirectoryHandle base, String path, Set<OpenFlag> flags) throws ErrnoException;

  /** Returns the attributes of the inode that a path leads to. */
  FileStat stat(DirectoryHandle base, String path, boolean followLink) throws ErrnoException;

  /**
   * Sets timestamps.
   *
   * @throws ErrnoException EROFS
   */
  void setTimes(DirectoryHandle base, String path, boolean followLink, TimesChange change)
      throws ErrnoException;

  /**
   * Sets permissions, as {@link Handle#setMode} does.
   *
   * @throws ErrnoException EROFS
   */
  void setMode(DirectoryHandle base, String path, boolean followLink, int mode)
      throws ErrnoException;

  /**
   * Makes a directory.
   *
   * @throws ErrnoException EEXIST, EROFS, EDQUOT
   */
  void makeDirectory(DirectoryHandle base, String path) throws ErrnoException;

  /**
   * Removes an empty directory.
   *
   * @throws ErrnoException ENOTEMPTY, EROFS, EINVAL (the last part is a dot)
   */
  void removeDirectory(DirectoryHandle base, String path) throws ErrnoException;

  /**
   * Removes a name of a file or link.
   *
   * @throws ErrnoException EISDIR, EROFS
   */
  void removeFile(DirectoryHandle base, String path) throws ErrnoException;

  /**
   * Moves a file, link or directory, replacing an entry of the new name.
   *
   * @throws ErrnoException EISDIR (a file over a directory), ENOTEMPTY, EROFS, EINVAL (a directory
   *     into itself, or the last part is a dot)
   */
  void rename(DirectoryHandle fromBase, String from, DirectoryHandle toBase, String to)
      throws ErrnoException;

  /**
   * Gives a file or link one more name.
   *
   * @throws ErrnoException EEXIST, EROFS, EXDEV (the file cannot be changed), EPERM (a directory)
   */
  void link(
      DirectoryHandle fromBase, String from, boolean followLink, DirectoryHandle toBase, String to)
      throws ErrnoException;

  /**
   * Makes a symbolic link.
   *
   * @param target kept as it is; need not exist
   * @throws ErrnoException EEXIST, EROFS, EDQUOT
   */
  void symlink(String target, DirectoryHandle base, String path) throws ErrnoException;

  /**
   * The target of a symbolic link.
   *
   * @throws ErrnoException EINVAL when it is none
   */
  String readLink(DirectoryHandle base, String path) throws ErrnoException;
}
