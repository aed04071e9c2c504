package io.serpentarium.sandbox.vfs;

import java.util.Set;

/** Opens the node that a path leads to, by the rules of {@code open(2)}. */
final class Opening {

  private final Volume volume;
  private final Place place;
  private final Set<OpenFlag> flags;

  Opening(Volume volume, Place place, Set<OpenFlag> flags) {
    this.volume = volume;
    this.place = place;
    this.flags = flags;
  }

  /** Returns the treatment of a symbolic link at the end of a path opened with some flags. */
  static PathWalk.LastLink lastLink(Set<OpenFlag> flags) {
    return flags.contains(OpenFlag.NO_FOLLOW) || isExclusive(flags)
        ? PathWalk.LastLink.KEEP
        : PathWalk.LastLink.FOLLOW;
  }

  Handle run() throws ErrnoException {
    if (has(OpenFlag.CREATE) && has(OpenFlag.DIRECTORY)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (place.node() == null) {
      return open(create());
    }
    if (isExclusive(flags)) {
      throw new ErrnoException(Errno.EEXIST);
    }
    return openExisting(place.node());
  }

  private TreeFile create() throws ErrnoException {
    if (!has(OpenFlag.CREATE)) {
      throw new ErrnoException(Errno.ENOENT);
    }
    place.refuseSlash(Errno.EISDIR);
    TreeDirectory parent = place.parentOfNew();
    volume.prepareFor(place.name());
    TreeFile file = TreeFile.create(volume);
    parent.link(place.name(), file);
    return file;
  }

  private Handle openExisting(Node node) throws ErrnoException {
    return switch (node) {
      case DirectoryNode directory -> openDirectory(directory);
      case FileNode file -> openFile(file);
      case DeviceNode device -> openDevice(device);
      case Symlink link ->
          throw new ErrnoException(has(OpenFlag.DIRECTORY) ? Errno.ENOTDIR : Errno.ELOOP);
    };
  }

  private Handle openDirectory(DirectoryNode directory) throws ErrnoException {
    if (has(OpenFlag.WRITE) || has(OpenFlag.CREATE) || has(OpenFlag.TRUNCATE)) {
      throw new ErrnoException(Errno.EISDIR);
    }
    return new OpenDirectory(volume, directory);
  }

  private Handle openFile(FileNode file) throws ErrnoException {
    if (has(OpenFlag.DIRECTORY) || place.slash()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (has(OpenFlag.WRITE) || has(OpenFlag.TRUNCATE)) {
      prepareForWriting(file);
    }
    return open(file);
  }

  private Handle openDevice(DeviceNode device) throws ErrnoException {
    if (has(OpenFlag.DIRECTORY) || place.slash()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    return new DeviceHandle(device.device(), device.stat());
  }

  private void prepareForWriting(FileNode file) throws ErrnoException {
    if (!(file instanceof TreeFile own)) {
      throw new ErrnoException(Errno.EROFS);
    }
    if (has(OpenFlag.TRUNCATE)) {
      own.resize(0);
    }
  }

  private OpenFile open(FileNode file) {
    return new OpenFile(volume, file, has(OpenFlag.READ), has(OpenFlag.WRITE));
  }

  private boolean has(OpenFlag flag) {
    return flags.contains(flag);
  }

  private static boolean isExclusive(Set<OpenFlag> flags) {
    return flags.contains(OpenFlag.CREATE) && flags.contains(OpenFlag.EXCLUSIVE);
  }
}
