package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFileException.Reason;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.vfs.PathWalk.LastLink;
import java.nio.ByteBuffer;
import java.util.List;

/** The files below the working folder, as the host sees them; in one tree with the guest's view. */
final class WorkingFiles implements SessionFiles {

  private static final String ABSOLUTE = "/" + MemoryFileSystem.WORKING_FOLDER + "/";

  @FunctionalInterface
  private interface Operation<T> {
    T run(String path) throws ErrnoException;
  }

  private final Volume volume;
  private final TreeDirectory root;

  WorkingFiles(Volume volume, TreeDirectory root) {
    this.volume = volume;
    this.root = root;
  }

  @Override
  public boolean write(String path, FileBytes content) {
    return locked(path, inner -> replace(inner, content));
  }

  /** Writes a file, unless something stands there already or the quota has no room for it. */
  void createIfAbsent(String name, FileBytes content) {
    synchronized (volume) {
      try {
        Place place = resolve(MemoryFileSystem.WORKING_FOLDER + "/" + name, LastLink.ENTRY);
        if (place.node() == null && volume.hasRoomFor(content.size())) {
          create(place, content);
        }
      } catch (ErrnoException e) {
        throw new AssertionError("a name of ours", e);
      }
    }
  }

  @Override
  public FileBytes open(String path) {
    return locked(path, this::content);
  }

  @Override
  public void delete(String path) {
    locked(path, this::remove);
  }

  @Override
  public boolean makeDirectory(String path) {
    return locked(path, this::makeNewDirectory);
  }

  @Override
  public void move(String from, String to) {
    locked(from, source -> locked(to, target -> rename(source, target)));
  }

  @Override
  public void deleteTree(String path) {
    locked(
        path,
        inner -> {
          Removal.removeTree(resolve(inner, LastLink.ENTRY));
          return true;
        });
  }

  @Override
  public long usedBytes() {
    synchronized (volume) {
      return volume.bytes();
    }
  }

  @Override
  public List<Entry> list(String prefix, String after, int limit) {
    synchronized (volume) {
      return !volume.isClosed()
              && root.lookup(MemoryFileSystem.WORKING_FOLDER) instanceof DirectoryNode folder
          ? new Listing(prefix, after, limit).of(folder)
          : List.of();
    }
  }

  private boolean replace(String path, FileBytes content) throws ErrnoException {
    makeParents(path);
    Place place = resolve(path, LastLink.FOLLOW);
    if (place.node() == null) {
      create(place, content);
      return true;
    }
    fill(fileAt(place), content);
    return false;
  }

  private void makeParents(String path) throws ErrnoException {
    int slash = path.indexOf('/');
    while ((slash = path.indexOf('/', slash + 1)) > 0) {
      Place place = resolve(path.substring(0, slash), LastLink.FOLLOW);
      if (place.node() == null) {
        makeDirectory(place);
      }
    }
  }

  private void makeDirectory(Place place) throws ErrnoException {
    TreeDirectory parent = place.parentOfNew();
    volume.prepareFor(place.name());
    parent.link(place.name(), TreeDirectory.create(volume));
  }

  private boolean makeNewDirectory(String path) throws ErrnoException {
    makeParents(path);
    Place place = resolve(path, LastLink.FOLLOW);
    if (place.node() == null) {
      makeDirectory(place);
      return true;
    }
    if (place.node() instanceof DirectoryNode) {
      return false;
    }
    throw new ErrnoException(Errno.ENOTDIR);
  }

  private boolean rename(String from, String to) throws ErrnoException {
    var _ = resolve(from, LastLink.ENTRY).existing();
    makeParents(to);
    new Rename(resolve(from, LastLink.ENTRY), resolve(to, LastLink.ENTRY)).run();
    return true;
  }

  private void create(Place place, FileBytes content) throws ErrnoException {
    TreeDirectory parent = place.parentOfNew();
    volume.prepareFor(place.name());
    TreeFile file = TreeFile.create(volume);
    parent.link(place.name(), file);
    try {
      fill(file, content);
    } catch (ErrnoException | MemoryRefusedException e) {
      parent.unlink(place.name(), file);
      throw e;
    }
  }

  private static void fill(TreeFile file, FileBytes content) throws ErrnoException {
    ContentState before = file.freeze();
    try {
      file.resize(0);
      file.resize(content.size());
      copy(content, file);
    } catch (ErrnoException | MemoryRefusedException e) {
      file.rollBackTo(before);
      throw e;
    } finally {
      before.release();
    }
  }

  private static void copy(FileBytes content, TreeFile file) throws ErrnoException {
    byte[] part = new byte[(int) Math.min(content.size(), FileContent.CHUNK_BYTES)];
    for (long done = 0; done < content.size(); ) {
      ByteBuffer next = content.from(done);
      int count = Math.min(next.remaining(), part.length);
      next.get(part, 0, count);
      file.write(done, part, 0, count);
      done += count;
    }
  }

  private static TreeFile fileAt(Place place) throws ErrnoException {
    return switch (place.existing()) {
      case TreeFile file -> file;
      case DirectoryNode directory -> throw new ErrnoException(Errno.EISDIR);
      case Node other -> throw new ErrnoException(Errno.EROFS);
    };
  }

  private FileBytes content(String path) throws ErrnoException {
    if (resolve(path, LastLink.FOLLOW).existing() instanceof FileNode file) {
      return file.content();
    }
    throw new ErrnoException(Errno.EISDIR);
  }

  private boolean remove(String path) throws ErrnoException {
    Removal.removeFile(resolve(path, LastLink.ENTRY));
    return true;
  }

  private Place resolve(String path, LastLink lastLink) throws ErrnoException {
    return PathWalk.resolve(root, true, path, lastLink);
  }

  private <T> T locked(String path, Operation<T> operation) {
    synchronized (volume) {
      if (volume.isClosed()) {
        throw new SessionFileException(Reason.NOT_FOUND, "the session is closed: " + path);
      }
      try {
        return operation.run(MemoryFileSystem.WORKING_FOLDER + "/" + checked(relative(path)));
      } catch (ErrnoException e) {
        throw new SessionFileException(reason(e.errno()), e.errno() + ": " + path);
      }
    }
  }

  /**
   * Returns a path relative to the working directory, whose files may be named by an absolute path
   * too.
   */
  private static String relative(String path) {
    return path.startsWith(ABSOLUTE) ? path.substring(ABSOLUTE.length()) : path;
  }

  private static String checked(String path) throws ErrnoException {
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || Names.isDot(name)) {
        throw new ErrnoException(Errno.EPERM);
      }
      Names.nameBytes(name);
    }
    return path;
  }

  private static Reason reason(Errno errno) {
    return switch (errno) {
      case ENOENT -> Reason.NOT_FOUND;
      case EISDIR, ENOTDIR -> Reason.NOT_A_FILE;
      case EROFS -> Reason.READ_ONLY;
      case EDQUOT, EFBIG -> Reason.QUOTA_EXCEEDED;
      default -> Reason.INVALID_PATH;
    };
  }
}
