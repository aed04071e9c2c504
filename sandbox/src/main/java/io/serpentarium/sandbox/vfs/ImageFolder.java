package io.serpentarium.sandbox.vfs;

import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory of an image while the image is put together. */
final class ImageFolder {

  /** The first inode number of an image, above all that a session makes. */
  static final long FIRST_INODE = 1L << 48;

  /** Makes the file of an inode number. */
  private interface Content {
    ImageFile file(long inode);
  }

  /** Gives the inode numbers of one image. */
  private static final class Inodes {
    private long next = FIRST_INODE;

    long take() {
      return next++;
    }
  }

  private final SortedMap<String, ImageFolder> folders = new TreeMap<>();
  private final SortedMap<String, Content> files = new TreeMap<>();
  private long modified;

  /** Adds a file, which is all of the given bytes, with all folders above it. */
  void file(String path, ByteBuffer bytes, long modifiedNanos) {
    int slash = path.lastIndexOf('/');
    ImageFolder folder = slash < 0 ? this : folder(path.substring(0, slash));
    String name = checked(path.substring(slash + 1), path);
    if (folder.folders.containsKey(name)
        || folder.files.put(name, inode -> new ImageFile(inode, modifiedNanos, bytes)) != null) {
      throw new IllegalArgumentException("twice in the image: " + path);
    }
    folder.modified = Math.max(folder.modified, modifiedNanos);
  }

  /** Finds or adds a folder with all those above it. */
  ImageFolder folder(String path) {
    ImageFolder folder = this;
    for (String name : path.split("/", -1)) {
      if (folder.files.containsKey(name)) {
        throw new IllegalArgumentException("twice in the image: " + path);
      }
      folder = folder.folders.computeIfAbsent(checked(name, path), key -> new ImageFolder());
    }
    return folder;
  }

  boolean isEmpty() {
    return folders.isEmpty() && files.isEmpty();
  }

  /** The finished tree. */
  ImageDirectory build() {
    return build(new Inodes(), FIRST_INODE);
  }

  private ImageDirectory build(Inodes inodes, long parentInode) {
    long inode = inodes.take();
    SortedMap<String, Node> entries = new TreeMap<>();
    files.forEach((name, content) -> entries.put(name, content.file(inodes.take())));
    folders.forEach((name, folder) -> entries.put(name, folder.build(inodes, inode)));
    return new ImageDirectory(inode, parentInode, modified, entries);
  }

  private static String checked(String name, String path) {
    if (name.isEmpty() || Names.isDot(name)) {
      throw new IllegalArgumentException("no path of an image: " + path);
    }
    return name;
  }
}
