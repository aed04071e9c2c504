package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.MemoryAccount.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All that can be seen of a file system, in lines: two that are equal have the same lines. */
final class Dump {

  private final List<String> lines = new ArrayList<>();

  private Dump() {}

  /**
   * Looks at everything.
   *
   * @param handles open ones, in an order that both sides have
   */
  static List<String> of(MemoryFileSystem fs, List<? extends Handle> handles) {
    Dump dump = new Dump();
    try {
      dump.lines.add("last inode " + fs.capture(List.of(), Use.SNAPSHOT).lastInode());
      dump.lines.add("bytes " + fs.usage().bytes() + " inodes " + fs.usage().inodes());
      DirectoryHandle root = fs.root();
      dump.node("", ((OpenDirectory) root).node());
      root.close();
      for (Handle handle : handles) {
        dump.handle(handle);
      }
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
    return dump.lines;
  }

  private void handle(Handle handle) throws ErrnoException {
    switch (handle) {
      case OpenFile file -> {
        lines.add("file " + file.readable() + file.writable());
        node("open", file.node());
      }
      case OpenDirectory directory -> node("open", directory.node());
      default -> throw new AssertionError(handle);
    }
  }

  private void node(String path, Node node) {
    lines.add(path + " " + node.stat() + detail(node));
    if (node instanceof DirectoryNode directory) {
      directory.read(
          0,
          (cookie, inode, type, name) -> {
            lines.add(path + " entry " + cookie + " " + inode + " " + type + " " + name);
            Node child = directory.lookup(name);
            if (child != null) {
              node(path + "/" + name, child);
            }
            return true;
          });
    }
  }

  private static String detail(Node node) {
    return switch (node) {
      case FileNode file -> {
        byte[] content = new byte[(int) file.size()];
        file.read(0, content, 0, content.length);
        yield " " + Arrays.hashCode(content);
      }
      case Symlink link -> " " + link.target();
      case TreeDirectory directory ->
          " path of " + directory.pathBytes() + " after " + directory.lastCookie();
      default -> "";
    };
  }
}
