package io.serpentarium.sandbox.vfs;

import java.util.List;

/** The directories that are always there, which nobody can move or remove. */
record Skeleton(
    TreeDirectory root, TreeDirectory lib, TreeDirectory working, TreeDirectory temporary) {

  /**
   * The number of directories; in every volume they have the first inode numbers, in this order.
   */
  static final int DIRECTORIES = 4;

  /** The number of directories, from the first on, that cannot be changed. */
  static final int FIXED = 2;

  /** The length of each directory's path, as {@link TreeDirectory#pathBytes} counts it. */
  static final List<Integer> PATH_BYTES = List.of(0, 4, 8, 4);

  /** Makes them in a new volume. */
  static Skeleton create(Volume volume, ReadOnlyImage image) {
    Skeleton skeleton =
        new Skeleton(
            TreeDirectory.permanent(volume, true),
            TreeDirectory.permanent(volume, true),
            TreeDirectory.permanent(volume, false),
            TreeDirectory.permanent(volume, false));
    try {
      skeleton.lib().add("python3.13", image.root());
      skeleton.root().add("lib", skeleton.lib());
      skeleton.root().add("dev", Devices.FOLDER);
      skeleton.root().add(MemoryFileSystem.WORKING_FOLDER, skeleton.working());
      skeleton.root().add("tmp", skeleton.temporary());
    } catch (ErrnoException e) {
      throw new AssertionError("names of ours", e);
    }
    return skeleton;
  }

  /** All of them, in the order of their inode numbers. */
  List<TreeDirectory> directories() {
    return List.of(root, lib, working, temporary);
  }
}
