package io.serpentarium.sandbox.vfs;

import org.jspecify.annotations.Nullable;

/** An inode with names in it. */
sealed interface DirectoryNode extends Node permits TreeDirectory, ImageDirectory {

  /** The cookies of the two entries that every directory has; those of the rest are greater. */
  long SELF_COOKIE = 1;

  long PARENT_COOKIE = 2;

  /** Returns the node under a name other than the dots. */
  @Nullable Node lookup(String name);

  /** The number of the directory above, or its own when it does not know one. */
  long parentInode();

  /** Gives the entries after a cookie, without the dots. */
  void readEntries(long cookie, EntrySink sink);

  /** Gives the entries after a cookie. */
  default void read(long cookie, EntrySink sink) {
    boolean more =
        (cookie >= SELF_COOKIE || sink.accept(SELF_COOKIE, inode(), FileType.DIRECTORY, "."))
            && (cookie >= PARENT_COOKIE
                || sink.accept(PARENT_COOKIE, parentInode(), FileType.DIRECTORY, ".."));
    if (more) {
      readEntries(cookie, sink);
    }
  }
}
