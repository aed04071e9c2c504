package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.vfs.PathWalk.LastLink;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * A file system in memory, for one session: {@code /sandbox} and {@code /tmp} can be written,
 * {@code /lib/python3.13} is an image that all sessions share, {@code /dev} has the {@link
 * Device}s, {@code /home/user} is {@code /sandbox} once more, and nothing else is in it.
 *
 * <p>The creator closes it. Contents lie outside of the heap; inodes and names lie on it, and the
 * account pays for them too.
 */
public final class MemoryFileSystem implements FileSystem, AutoCloseable {

  /** The name of the folder in the root that a session works in. */
  static final String WORKING_FOLDER = "sandbox";

  static final String PROGRAM_FILE = "main.py";

  private final Volume volume;
  private final Skeleton skeleton;
  private final ReadOnlyImage image;
  private final TreeDirectory root;
  private final List<Handle> restoredHandles;

  /**
   * Creates a file system with the image and two empty directories.
   *
   * @param realtimeNanos the time in nanoseconds since 1970-01-01T00:00Z
   * @param blocks the blocks that pay for its files
   */
  public MemoryFileSystem(
      ReadOnlyImage image, FileQuota quota, LongSupplier realtimeNanos, Blocks blocks) {
    this(Skeleton.create(new Volume(quota, realtimeNanos, blocks), image), image, List.of());
  }

  private MemoryFileSystem(Skeleton skeleton, ReadOnlyImage image, List<Handle> restoredHandles) {
    this.skeleton = skeleton;
    this.image = image;
    volume = skeleton.root().volume();
    root = skeleton.root();
    this.restoredHandles = List.copyOf(restoredHandles);
    volume.countChangesFrom(0);
  }

  /**
   * Creates a file system from a state, with the same inode numbers and times. Changes to it are
   * seen neither in the state nor in another file system made from the state.
   *
   * @param image an image equal to that of the file system the state was captured from
   * @param quota the quota, which may be less than the usage of the state, which stays and counts
   * @param realtimeNanos the time in nanoseconds since 1970-01-01T00:00Z
   * @param blocks the blocks that pay for content that is not shared with the state
   * @throws IllegalArgumentException if the state has something open that is not in the image
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room for it
   */
  public static MemoryFileSystem of(
      FileSystemState state,
      ReadOnlyImage image,
      FileQuota quota,
      LongSupplier realtimeNanos,
      Blocks blocks) {
    Volume volume = new Volume(quota, realtimeNanos, blocks);
    Skeleton skeleton = Skeleton.create(volume, image);
    state.retain();
    try {
      List<Handle> handles = new Restoration(skeleton, image, state).run();
      MemoryFileSystem restored = new MemoryFileSystem(skeleton, image, handles);
      volume.countChangesFrom(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE / 2));
      return restored;
    } catch (RuntimeException | Error e) {
      volume.close();
      throw e;
    } finally {
      state.release();
    }
  }

  /**
   * Makes an account pay for the files, of which there are none yet.
   *
   * @throws IllegalStateException if there are some
   */
  public void payBy(MemoryAccount account) {
    synchronized (volume) {
      Blocks former = volume.blocks();
      volume.setBlocks(new Blocks(former.heap(), account, former.use()));
    }
  }

  /** Frees what its files take. Nobody can read or write them from then on. Idempotent. */
  @Override
  public void close() {
    synchronized (volume) {
      volume.close();
    }
  }

  /** Changes the quota from now on; present usage stays, and counts. */
  public void setQuota(FileQuota quota) {
    synchronized (volume) {
      volume.setQuota(quota);
    }
  }

  /** The files below the working folder, for the host. */
  public SessionFiles files() {
    return new WorkingFiles(volume, root);
  }

  /**
   * Writes a program's main script to where the program may look for it, unless a file is there
   * already or the quota has no room for it.
   */
  public void layProgram(byte[] source) {
    new WorkingFiles(volume, root).createIfAbsent(PROGRAM_FILE, FileBytes.of(source));
  }

  @Override
  public void mark() {
    synchronized (volume) {
      volume.mark();
    }
  }

  @Override
  public void rollBack() {
    synchronized (volume) {
      volume.rollBack();
    }
  }

  @Override
  public FileSystemState capture(List<? extends Handle> open, Use use) {
    synchronized (volume) {
      return new Capture(skeleton, image, open, volume.blocks().forUse(use)).run();
    }
  }

  @Override
  public List<Handle> restoredHandles() {
    return restoredHandles;
  }

  @Override
  public DirectoryHandle root() {
    synchronized (volume) {
      return new OpenDirectory(volume, root);
    }
  }

  @Override
  public long changes() {
    synchronized (volume) {
      return volume.changes();
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
      return new Opening(volume, resolve(base, path, Opening.lastLink(flags)), flags).run();
    }
  }

  @Override
  public FileStat stat(DirectoryHandle base, String path, boolean followLink)
      throws ErrnoException {
    synchronized (volume) {
      return resolve(base, path, followLink).existing().stat();
    }
  }

  @Override
  public void setTimes(DirectoryHandle base, String path, boolean followLink, TimesChange change)
      throws ErrnoException {
    synchronized (volume) {
      resolve(base, path, followLink).changeable().setTimes(change);
    }
  }

  @Override
  public void setMode(DirectoryHandle base, String path, boolean followLink, int mode)
      throws ErrnoException {
    synchronized (volume) {
      resolve(base, path, followLink).changeable().setMode(mode);
    }
  }

  @Override
  public void makeDirectory(DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Place place = resolve(base, path, LastLink.ENTRY);
      TreeDirectory parent = place.parentOfNew();
      volume.prepareFor(place.name());
      parent.link(place.name(), TreeDirectory.create(volume));
    }
  }

  @Override
  public void removeDirectory(DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Removal.removeDirectory(resolve(base, path, LastLink.ENTRY));
    }
  }

  @Override
  public void removeFile(DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Removal.removeFile(resolve(base, path, LastLink.ENTRY));
    }
  }

  @Override
  public void rename(DirectoryHandle fromBase, String from, DirectoryHandle toBase, String to)
      throws ErrnoException {
    synchronized (volume) {
      Place source = resolve(fromBase, from, LastLink.ENTRY);
      new Rename(source, resolve(toBase, to, LastLink.ENTRY)).run();
    }
  }

  @Override
  public void link(
      DirectoryHandle fromBase, String from, boolean followLink, DirectoryHandle toBase, String to)
      throws ErrnoException {
    synchronized (volume) {
      Node node = resolve(fromBase, from, followLink).existing();
      Place place = resolve(toBase, to, LastLink.ENTRY);
      TreeDirectory parent = place.parentOfNew();
      place.refuseSlash(Errno.ENOENT);
      TreeNode linked = linkable(node);
      volume.prepareFor(place.name());
      if (linked.isLinked()) {
        volume.takeName();
      }
      parent.link(place.name(), linked);
    }
  }

  @Override
  public void symlink(String target, DirectoryHandle base, String path) throws ErrnoException {
    synchronized (volume) {
      Place place = resolve(base, path, LastLink.ENTRY);
      TreeDirectory parent = place.parentOfNew();
      place.refuseSlash(Errno.ENOENT);
      volume.prepareFor(place.name() + target);
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

  private Place resolve(DirectoryHandle base, String path, boolean followLink)
      throws ErrnoException {
    return resolve(base, path, followLink ? LastLink.FOLLOW : LastLink.KEEP);
  }

  private Place resolve(DirectoryHandle base, String path, LastLink lastLink)
      throws ErrnoException {
    DirectoryNode node = own(base).node();
    return PathWalk.resolve(node, node == root, path, lastLink);
  }

  private OpenDirectory own(DirectoryHandle base) {
    if (base instanceof OpenDirectory directory && directory.volume() == volume) {
      return directory;
    }
    throw new IllegalArgumentException("a handle of another file system");
  }

  private static TreeNode linkable(Node node) throws ErrnoException {
    return switch (node) {
      case DirectoryNode directory -> throw new ErrnoException(Errno.EPERM);
      case TreeNode own -> own;
      case DeviceNode device -> throw new ErrnoException(Errno.EXDEV);
      case ImageFile file -> throw new ErrnoException(Errno.EXDEV);
    };
  }
}
