package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.vfs.PathWalk.LastLink;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A session's file system in memory: {@code /sandbox} and {@code /tmp} of its own, and the standard
 * library's image at {@code /lib/python3.13}, which all sessions share.
 */
public final class MemoryFileSystem implements FileSystem {

  private final Volume volume;
  private final TreeDirectory root;

  /**
   * An empty file system.
   *
   * @param realtimeNanos since 1970-01-01T00:00Z
   */
  public MemoryFileSystem(FileQuota quota, LongSupplier realtimeNanos, FileImage library) {
    this.volume = new Volume(quota, realtimeNanos);
    this.root = TreeDirectory.permanent(volume, true);
    try {
      TreeDirectory lib = TreeDirectory.permanent(volume, true);
      lib.add("python3.13", library.root());
      root.add("lib", lib);
      root.add("sandbox", TreeDirectory.permanent(volume, false));
      root.add("tmp", TreeDirectory.permanent(volume, false));
    } catch (ErrnoException e) {
      throw new AssertionError("constant names are valid", e);
    }
  }

  /** Changes the quota; what is used already stays, and counts. */
  public void setQuota(FileQuota quota) {
    synchronized (volume) {
      volume.setQuota(quota);
    }
  }

  @Override
  public DirectoryHandle root() {
    synchronized (volume) {
      return new OpenDirectory(volume, root);
    }
  }

  @Override
  public DiskUsage usage() {
    synchronized (volume) {
      return volume.usage();
    }
  }

  @Override
  public Handle open(DirectoryHandle base, String path, Set<OpenFlag> flags) throws ErrnoException {
    synchronized (volume) {
      Place place = resolve(base, path, Opening.lastLink(flags));
      return new Opening(volume, place, flags).run();
    }
  }

  @Override
  public FileStat stat(DirectoryHandle base, String path, boolean followLink)
      throws ErrnoException {
    synchronized (volume) {
      return resolve(base, path, lastLink(followLink)).existing().stat();
    }
  }

  @Override
  public void setTimes(DirectoryHandle base, String path, boolean followLink, TimesChange change)
      throws ErrnoException {
    synchronized (volume) {
      resolve(base, path, lastLink(followLink)).changeable().setTimes(change);
    }
  }

  @Override
  public void makeDirectory(DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Place place = resolve(base, path, LastLink.ENTRY);
      TreeDirectory parent = place.parentOfNew();
      parent.link(place.name(), TreeDirectory.create(volume));
    }
  }

  @Override
  public void removeDirectory(DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Place place = resolve(base, path, LastLink.ENTRY);
      place.refuseDot();
      if (!(place.existing() instanceof DirectoryNode node)) {
        throw new ErrnoException(Errno.ENOTDIR);
      }
      TreeDirectory parent = place.changeableParent();
      TreeNode directory = Place.changeable(node);
      requireEmpty(directory);
      parent.unlink(place.name(), directory);
    }
  }

  @Override
  public void removeFile(DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Place place = resolve(base, path, LastLink.ENTRY);
      Node node = place.existing();
      if (node instanceof DirectoryNode) {
        throw new ErrnoException(Errno.EISDIR);
      }
      place.changeableParent().unlink(place.name(), Place.changeable(node));
    }
  }

  @Override
  public void rename(DirectoryHandle fromBase, String from, DirectoryHandle toBase, String to)
      throws ErrnoException {
    synchronized (volume) {
      Place source = resolve(fromBase, from, LastLink.ENTRY);
      Place target = resolve(toBase, to, LastLink.ENTRY);
      new Renaming(source, target).run();
    }
  }

  @Override
  public void link(
      DirectoryHandle fromBase, String from, boolean followLink, DirectoryHandle toBase, String to)
      throws ErrnoException {
    synchronized (volume) {
      Node node = resolve(fromBase, from, lastLink(followLink)).existing();
      Place target = resolve(toBase, to, LastLink.ENTRY);
      TreeDirectory parent = target.parentOfNew();
      target.refuseSlash(Errno.ENOENT);
      parent.link(target.name(), linkable(node));
    }
  }

  @Override
  public void symlink(String target, DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Place place = resolve(base, path, LastLink.ENTRY);
      TreeDirectory parent = place.parentOfNew();
      place.refuseSlash(Errno.ENOENT);
      parent.link(place.name(), Symlink.create(volume, target));
    }
  }

  @Override
  public String readLink(DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      if (resolve(base, path, LastLink.KEEP).existing() instanceof Symlink link) {
        return link.target();
      }
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  private Place resolve(DirectoryHandle base, String path, LastLink lastLink)
      throws ErrnoException {
    if (!(base instanceof OpenDirectory open) || open.volume() != volume) {
      throw new ErrnoException(Errno.EBADF);
    }
    DirectoryNode directory = open.node();
    return PathWalk.resolve(directory, directory == root, path, lastLink);
  }

  private static LastLink lastLink(boolean follow) {
    return follow ? LastLink.FOLLOW : LastLink.KEEP;
  }

  private static TreeNode linkable(Node node) throws ErrnoException {
    return switch (node) {
      case DirectoryNode directory -> throw new ErrnoException(Errno.EPERM);
      case ImageFile file -> throw new ErrnoException(Errno.EXDEV);
      case TreeFile file -> file;
      case Symlink link -> link;
    };
  }

  /** Refuses a directory that holds entries. */
  static void requireEmpty(Node node) throws ErrnoException {
    if (node instanceof TreeDirectory directory && !directory.isEmpty()) {
      throw new ErrnoException(Errno.ENOTEMPTY);
    }
  }
}
