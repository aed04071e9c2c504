package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFileException.Reason;
import io.serpentarium.sandbox.SessionFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The working folder of a session, as the host uses it. */
public final class HostFiles implements SessionFiles {

  private static final String FOLDER = "sandbox";
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final FileSystem files;
  private final AtomicLong uploads = new AtomicLong();

  public HostFiles(FileSystem files) {
    this.files = files;
  }

  @Override
  public boolean write(String path, byte[] content) {
    requireInside(path);
    return inFolder(
        folder -> {
          makeParents(folder, path);
          boolean isNew = !exists(folder, path);
          String unfinished = path + ".upload-" + uploads.incrementAndGet();
          try {
            writeNew(folder, unfinished, content);
            files.rename(folder, unfinished, folder, path);
          } catch (ErrnoException e) {
            removeIfThere(folder, unfinished);
            throw e;
          }
          return isNew;
        });
  }

  @Override
  public byte[] read(String path) {
    requireInside(path);
    return inFolder(
        folder -> {
          Handle handle = files.open(folder, path, EnumSet.of(OpenFlag.READ));
          try {
            return content(handle);
          } finally {
            handle.close();
          }
        });
  }

  @Override
  public void delete(String path) {
    requireInside(path);
    inFolder(
        folder -> {
          files.removeFile(folder, path);
          return true;
        });
  }

  @Override
  public List<Entry> list() {
    return inFolder(
        folder -> {
          List<Entry> entries = new ArrayList<>();
          addBelow(folder, entries);
          entries.sort(Comparator.comparing(Entry::path));
          return entries;
        });
  }

  private interface FolderCall<T> {
    T apply(DirectoryHandle folder) throws ErrnoException;
  }

  private <T> T inFolder(FolderCall<T> call) {
    DirectoryHandle root = files.root();
    try {
      DirectoryHandle folder = openDirectory(root, FOLDER);
      try {
        return call.apply(folder);
      } finally {
        folder.close();
      }
    } catch (ErrnoException e) {
      throw new SessionFileException(reason(e.errno()), e.errno().name());
    } finally {
      root.close();
    }
  }

  private DirectoryHandle openDirectory(DirectoryHandle base, String path) throws ErrnoException {
    return (DirectoryHandle) files.open(base, path, EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY));
  }

  /** Refuses a path that is not plainly one below the folder. */
  private static void requireInside(String path) {
    boolean strange =
        Arrays.stream(path.split("/", -1))
            .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (strange) {
      throw new SessionFileException(Reason.INVALID_PATH, "not a path below /sandbox");
    }
  }

  private void makeParents(DirectoryHandle folder, String path) throws ErrnoException {
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      String parent = path.substring(0, at);
      if (!exists(folder, parent)) {
        files.makeDirectory(folder, parent);
      }
    }
  }

  private boolean exists(DirectoryHandle folder, String path) throws ErrnoException {
    try {
      files.stat(folder, path, false);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  private void writeNew(DirectoryHandle folder, String path, byte[] content) throws ErrnoException {
    EnumSet<OpenFlag> flags = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
    FileHandle file = (FileHandle) files.open(folder, path, flags);
    try {
      file.write(0, content, 0, content.length);
    } finally {
      file.close();
    }
  }

  private void removeIfThere(DirectoryHandle folder, String path) {
    try {
      files.removeFile(folder, path);
    } catch (ErrnoException e) {
      // It was never made.
    }
  }

  private static byte[] content(Handle handle) throws ErrnoException {
    if (!(handle instanceof FileHandle file)) {
      throw new ErrnoException(Errno.EISDIR);
    }
    byte[] content = new byte[(int) file.size()];
    int read = file.read(0, content, 0, content.length);
    return read == content.length ? content : Arrays.copyOf(content, read);
  }

  private record Found(String name, FileType type) {}

  private void addBelow(DirectoryHandle folder, List<Entry> entries) throws ErrnoException {
    List<String> pending = new ArrayList<>(List.of(""));
    while (!pending.isEmpty()) {
      String directory = pending.removeLast();
      for (Found found : children(folder, directory)) {
        String path = directory + found.name();
        entries.add(entry(path, files.stat(folder, path, false)));
        if (found.type() == FileType.DIRECTORY) {
          pending.add(path + "/");
        }
      }
    }
  }

  private List<Found> children(DirectoryHandle folder, String path) throws ErrnoException {
    DirectoryHandle directory = openDirectory(folder, path.isEmpty() ? "." : path);
    try {
      List<Found> found = new ArrayList<>();
      directory.read(0, (cookie, inode, type, name) -> found.add(new Found(name, type)));
      found.removeIf(entry -> Names.isDot(entry.name()));
      return found;
    } finally {
      directory.close();
    }
  }

  private static Entry entry(String path, FileStat stat) {
    return new Entry(path, Type.valueOf(stat.type().name()), stat.size(), instant(stat.modified()));
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND);
  }

  private static Reason reason(Errno errno) {
    return switch (errno) {
      case ENOENT -> Reason.NOT_FOUND;
      case EDQUOT, EFBIG -> Reason.QUOTA_EXCEEDED;
      case EROFS -> Reason.READ_ONLY;
      case EISDIR, ENOTDIR, ELOOP, ENOTEMPTY -> Reason.NOT_A_FILE;
      default -> Reason.INVALID_PATH;
    };
  }
}
