package io.serpentarium.sandbox.vfs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resolution of a path. The walk keeps the directories from the base to its current one, and
 * knows no other way up; it therefore cannot leave the base.
 */
final class PathWalk {

  /** The treatment of a symbolic link at the end of the path. */
  enum LastLink {
    FOLLOW,
    /** Leaves it, unless a slash comes after it. */
    KEEP,
    /** Leaves it in any case, to change its entry. */
    ENTRY
  }

  private final List<DirectoryNode> trail = new ArrayList<>();
  private final boolean rooted;
  private final LastLink lastLink;
  private String path;
  private int at;
  private int links;

  private PathWalk(DirectoryNode base, boolean rooted, String path, LastLink lastLink) {
    trail.add(base);
    this.rooted = rooted;
    this.path = path;
    this.lastLink = lastLink;
  }

  /**
   * Finds where a path leads.
   *
   * @param rooted whether the base is the root of the whole tree, which nothing lies above
   */
  static Place resolve(DirectoryNode base, boolean rooted, String path, LastLink lastLink)
      throws ErrnoException {
    Names.pathBytes(path);
    if (path.startsWith("/")) {
      throw new ErrnoException(Errno.EPERM);
    }
    return new PathWalk(base, rooted, path, lastLink).run();
  }

  private Place run() throws ErrnoException {
    while (true) {
      String name = nextName();
      boolean slash = skipSlashes();
      boolean last = at == path.length();
      Node node = step(name);
      if (node instanceof Symlink link && follows(last, slash)) {
        expand(link, slash);
      } else if (last) {
        return new Place(here(), name, node, slash);
      } else {
        enter(name, node);
      }
    }
  }

  private String nextName() throws ErrnoException {
    int end = path.indexOf('/', at);
    String name = path.substring(at, end < 0 ? path.length() : end);
    at += name.length();
    Names.nameBytes(name);
    return name;
  }

  private boolean skipSlashes() {
    int from = at;
    while (at < path.length() && path.charAt(at) == '/') {
      at++;
    }
    return at > from;
  }

  private @Nullable Node step(String name) throws ErrnoException {
    if (name.equals("..")) {
      up();
    }
    return Names.isDot(name) ? here() : here().lookup(name);
  }

  private void up() throws ErrnoException {
    if (trail.size() > 1) {
      trail.removeLast();
    } else if (!rooted) {
      throw new ErrnoException(Errno.EPERM);
    }
  }

  private boolean follows(boolean last, boolean slash) {
    return !last || lastLink == LastLink.FOLLOW || (slash && lastLink == LastLink.KEEP);
  }

  private void expand(Symlink link, boolean slash) throws ErrnoException {
    if (++links > FileSystem.MAX_LINKS) {
      throw new ErrnoException(Errno.ELOOP);
    }
    path = link.target() + (slash ? "/" : "") + path.substring(at);
    at = 0;
    Names.pathBytes(path);
    if (skipSlashes()) {
      restart();
    }
  }

  private void restart() throws ErrnoException {
    if (!rooted) {
      throw new ErrnoException(Errno.EPERM);
    }
    trail.subList(1, trail.size()).clear();
    if (at == path.length()) {
      path = ".";
      at = 0;
    }
  }

  private void enter(String name, @Nullable Node node) throws ErrnoException {
    if (node == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (!(node instanceof DirectoryNode directory)) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (!Names.isDot(name)) {
      trail.add(directory);
    }
  }

  private DirectoryNode here() {
    return trail.getLast();
  }
}
