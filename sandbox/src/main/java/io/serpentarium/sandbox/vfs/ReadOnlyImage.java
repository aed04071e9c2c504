package io.serpentarium.sandbox.vfs;

import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** A read-only tree of files, in arrays of bytes that all file systems share. Immutable. */
public final class ReadOnlyImage {

  private final ImageDirectory root;

  ReadOnlyImage(ImageDirectory root) {
    this.root = root;
  }

  /**
   * Reads a zip, whose directories need no entries of their own.
   *
   * @param zip the zip, which is not kept; its names are ours, but checked nevertheless
   * @throws IllegalArgumentException if it is no zip, or a name in it leads elsewhere or occurs
   *     twice
   */
  public static ReadOnlyImage ofZip(byte[] zip) {
    return ofZip(zip, ReadOnlyImage::modifiedNanos);
  }

  /**
   * Reads a zip as {@link #ofZip(byte[])} does, and gives all files and folders one time.
   *
   * @param modifiedNanos since 1970-01-01T00:00Z
   */
  public static ReadOnlyImage ofZip(byte[] zip, long modifiedNanos) {
    return ofZip(zip, entry -> modifiedNanos);
  }

  private static ReadOnlyImage ofZip(byte[] zip, ToLongFunction<ZipEntry> modified) {
    return new ImageBuilder().add(zip, Optional::of, modified).build();
  }

  /** The top directory. */
  DirectoryNode root() {
    return root;
  }

  /** Returns the node under a path made by {@link #pathOf} or {@link Devices#pathOf}, or null. */
  @Nullable Node find(String path) {
    Node at = path.startsWith("/") ? Devices.find(path) : root;
    if (at != root) {
      return at;
    }
    for (String name : path.isEmpty() ? new String[0] : path.split("/", -1)) {
      at = at instanceof ImageDirectory directory ? directory.lookup(name) : null;
    }
    return at;
  }

  /** Returns the path of an inode of this image from its top, which has the empty path. */
  String pathOf(Node node) {
    String path = root == node ? "" : root.pathOf(node);
    if (path == null) {
      throw new IllegalArgumentException("an inode of another image");
    }
    return path;
  }

  private static long modifiedNanos(ZipEntry entry) {
    return entry.getTimeLocal().toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
  }
}
