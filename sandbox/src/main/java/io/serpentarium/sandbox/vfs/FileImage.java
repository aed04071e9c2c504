package io.serpentarium.sandbox.vfs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A read-only tree of files, made once and shared by every session. */
public final class FileImage {

  /** Above every number that a session gives to its own inodes. */
  private static final long FIRST_INODE = 1L << 40;

  private final long modified;
  private final ImageDirectory root;
  private long lastInode = FIRST_INODE;

  private FileImage(byte[] zip, long modifiedNanos) throws IOException {
    this.modified = modifiedNanos;
    this.root = directory(unpack(zip), lastInode);
  }

  /**
   * Reads a zip archive.
   *
   * @param modifiedNanos the time that every file and directory bears, since 1970-01-01T00:00Z
   * @throws IOException when it is none
   */
  public static FileImage ofZip(byte[] zip, long modifiedNanos) throws IOException {
    return new FileImage(zip, modifiedNanos);
  }

  ImageDirectory root() {
    return root;
  }

  /** A directory in the making: names lead to such a map, or to a file's bytes. */
  private static final class Draft extends TreeMap<String, Object> {
    private static final long serialVersionUID = 1L;
  }

  private static Draft unpack(byte[] zip) throws IOException {
    Draft root = new Draft();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          add(root, entry.getName(), in.readAllBytes());
        }
      }
    }
    if (root.isEmpty()) {
      throw new IOException("no zip archive, or an empty one");
    }
    return root;
  }

  private static void add(Draft root, String path, byte[] content) {
    Draft directory = root;
    int from = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
      directory = (Draft) directory.computeIfAbsent(path.substring(from, slash), n -> new Draft());
      from = slash + 1;
    }
    directory.put(path.substring(from), content);
  }

  private ImageDirectory directory(Draft draft, long parentInode) {
    long inode = ++lastInode;
    SortedMap<String, Node> entries = new TreeMap<>();
    draft.forEach(
        (name, content) ->
            entries.put(
                name,
                content instanceof Draft below ? directory(below, inode) : file((byte[]) content)));
    return new ImageDirectory(inode, parentInode, modified, entries);
  }

  private ImageFile file(byte[] content) {
    return new ImageFile(++lastInode, modified, content, 0, content.length);
  }
}
