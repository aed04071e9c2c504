package io.serpentarium.sandbox.vfs;

import java.util.List;
import java.util.TreeMap;

/**
 * The built-in directories, which cannot be moved or removed.
 *
 * @param home the directory in which the working folder has a second name, as programs written
 *     elsewhere expect it
 */
record Skeleton(
    TreeDirectory root,
    TreeDirectory lib,
    TreeDirectory working,
    TreeDirectory temporary,
    ImageDirectory home) {

  /** The path of {@code home} in an {@link OpenState}. */
  static final String HOME_PATH = "/home";

  /** The working folder's name in it. */
  private static final String USER = "user";

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
    TreeDirectory root = TreeDirectory.permanent(volume, true);
    TreeDirectory lib = TreeDirectory.permanent(volume, true);
    TreeDirectory working = TreeDirectory.permanent(volume, false);
    TreeDirectory temporary = TreeDirectory.permanent(volume, false);
    Skeleton skeleton = new Skeleton(root, lib, working, temporary, home(root, working));
    try {
      skeleton.lib().add("python3.13", image.root());
      skeleton.root().add("lib", skeleton.lib());
      skeleton.root().add("dev", Devices.FOLDER);
      skeleton.root().add(MemoryFileSystem.WORKING_FOLDER, skeleton.working());
      skeleton.root().add("tmp", skeleton.temporary());
      skeleton.root().add("home", skeleton.home());
    } catch (ErrnoException e) {
      throw new AssertionError("names of ours", e);
    }
    return skeleton;
  }

  private static ImageDirectory home(TreeDirectory root, TreeDirectory working) {
    TreeMap<String, Node> entries = new TreeMap<>();
    entries.put(USER, working);
    return new ImageDirectory(Devices.HOME_INODE, root.inode(), 0, entries);
  }

  /** All of them that are in the tree, in the order of their inode numbers. */
  List<TreeDirectory> directories() {
    return List.of(root, lib, working, temporary);
  }
}
