package io.serpentarium.sandbox.vfs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.function.ToLongFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A tree of files that nobody can change, in one array of bytes that all file systems share.
 * Immutable.
 */
public final class ReadOnlyImage {

  private final ImageDirectory root;

  private ReadOnlyImage(ImageDirectory root) {
    this.root = root;
  }

  /**
   * Reads a zip, whose folders need no entries of their own.
   *
   * @param zip not kept; its names are trusted to be ours, and yet checked
   * @throws IllegalArgumentException when it is no zip, or a name in it leads elsewhere or is there
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
    try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
      return new ReadOnlyImage(read(entries, zip.length, modified));
    } catch (IOException e) {
      throw new IllegalArgumentException("no zip", e);
    }
  }

  /** The top directory. */
  DirectoryNode root() {
    return root;
  }

  /** What stands under a path as of {@link #pathOf}, or null. */
  @Nullable Node find(String path) {
    Node at = root;
    for (String name : path.isEmpty() ? new String[0] : path.split("/", -1)) {
      at = at instanceof ImageDirectory directory ? directory.lookup(name) : null;
    }
    return at;
  }

  /** The path of an inode of this image from its top, which itself has the empty path. */
  String pathOf(Node node) {
    String path = root == node ? "" : root.pathOf(node);
    if (path == null) {
      throw new IllegalArgumentException("an inode of another image");
    }
    return path;
  }

  private static ImageDirectory read(
      ZipInputStream entries, int sizeHint, ToLongFunction<ZipEntry> modified) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(sizeHint);
    ImageFolder top = new ImageFolder();
    for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      int start = bytes.size();
      entries.transferTo(bytes);
      add(top, entry, start, bytes.size() - start, modified.applyAsLong(entry));
    }
    if (top.isEmpty()) {
      throw new IllegalArgumentException("no zip, or an empty one");
    }
    return top.build(bytes.toByteArray());
  }

  private static void add(
      ImageFolder top, ZipEntry entry, int start, int length, long modifiedNanos) {
    if (entry.isDirectory()) {
      top.folder(entry.getName().substring(0, entry.getName().length() - 1));
    } else {
      top.file(entry.getName(), start, length, modifiedNanos);
    }
  }

  private static long modifiedNanos(ZipEntry entry) {
    return entry.getTimeLocal().toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
  }
}
