package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Device;
import io.serpentarium.sandbox.vfs.DeviceHandle;
import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.vfs.FileHandle;
import io.serpentarium.sandbox.vfs.FileStat;
import io.serpentarium.sandbox.vfs.FileSystem;
import io.serpentarium.sandbox.vfs.Handle;
import io.serpentarium.sandbox.vfs.OpenFlag;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The functions on paths, each below an open directory.
 *
 * <p>The errnos of a path, which all of them answer: EBADF, EFAULT, EILSEQ, EINVAL, ELOOP,
 * ENAMETOOLONG, ENOENT, ENOTDIR and EPERM.
 */
final class PathFunctions {

  private static final int FOLLOW = 1;

  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private final GuestView guest;
  private final DescriptorTable descriptors;
  private final Supplier<FileSystem> files;

  PathFunctions(GuestView guest, DescriptorTable descriptors, Supplier<FileSystem> files) {
    this.guest = guest;
    this.descriptors = descriptors;
    this.files = files;
  }

  /**
   * Registers the functions.
   *
   * @param table the table of preview1
   * @param extensions the table of functions that preview1 lacks
   */
  void register(FunctionTable table, FunctionTable extensions) {
    table.add("path_create_directory", "iii", a -> pathCreateDirectory(a[0], a[1], a[2]));
    table.add("path_filestat_get", "iiiii", a -> pathFilestatGet(a[0], a[1], a[2], a[3], a[4]));
    table.add(
        "path_filestat_set_times",
        "iiiilli",
        a -> pathFilestatSetTimes(a[0], a[1], a[2], a[3], a[4], a[5], a[6]));
    table.add("path_link", "iiiiiii", a -> pathLink(a[0], a[1], a[2], a[3], a[4], a[5], a[6]));
    table.add("path_open", "iiiiillii", this::pathOpen);
    table.add("path_readlink", "iiiiii", a -> pathReadlink(a[0], a[1], a[2], a[3], a[4], a[5]));
    table.add("path_remove_directory", "iii", a -> pathRemoveDirectory(a[0], a[1], a[2]));
    table.add("path_rename", "iiiiii", a -> pathRename(a[0], a[1], a[2], a[3], a[4], a[5]));
    table.add("path_symlink", "iiiii", a -> pathSymlink(a[0], a[1], a[2], a[3], a[4]));
    table.add("path_unlink_file", "iii", a -> pathUnlinkFile(a[0], a[1], a[2]));
    extensions.add("path_set_mode", "iiiii", a -> pathSetMode(a[0], a[1], a[2], a[3], a[4]));
    extensions.add("tree_changes", "i", a -> treeChanges(a[0]));
  }

  /**
   * Writes what {@link FileSystem#changes} says: 8 bytes.
   *
   * @throws ErrnoException EFAULT
   */
  private void treeChanges(long result) throws ErrnoException {
    guest.memory().putLong(result, files.get().changes());
  }

  /**
   * Makes a directory.
   *
   * @throws ErrnoException the errnos of a path, EDQUOT, EEXIST or EROFS
   */
  private void pathCreateDirectory(long directory, long path, long length) throws ErrnoException {
    files.get().makeDirectory(base(directory), guest.path(path, length));
  }

  /**
   * Writes the attributes of a file: 64 bytes.
   *
   * @throws ErrnoException the errnos of a path
   */
  private void pathFilestatGet(long directory, long lookup, long path, long length, long result)
      throws ErrnoException {
    guest.memory().check(result, Stats.FILESTAT_BYTES);
    DirectoryHandle base = base(directory);
    String name = guest.path(path, length);
    OptionalLong number = StreamPath.number(name);
    if (number.isPresent() && descriptors.isOpen(number.getAsLong())) {
      long open = number.getAsLong();
      Stats.write(guest.memory(), result, open, descriptors.get(open));
      return;
    }
    Stats.write(guest.memory(), result, files.get().stat(base, name, follows(lookup)));
  }

  /**
   * Sets the times of a file, in nanoseconds.
   *
   * @throws ErrnoException the errnos of a path, EROFS
   */
  private void pathFilestatSetTimes(
      long directory, long lookup, long path, long length, long accessed, long modified, long which)
      throws ErrnoException {
    files
        .get()
        .setTimes(
            base(directory),
            guest.path(path, length),
            follows(lookup),
            Stats.times(accessed, modified, which));
  }

  /**
   * Makes a hard link.
   *
   * @throws ErrnoException the errnos of a path, EDQUOT, EEXIST, EROFS or EXDEV
   */
  private void pathLink(
      long oldDirectory,
      long lookup,
      long oldPath,
      long oldLength,
      long directory,
      long path,
      long length)
      throws ErrnoException {
    files
        .get()
        .link(
            base(oldDirectory),
            guest.path(oldPath, oldLength),
            follows(lookup),
            base(directory),
            guest.path(path, length));
  }

  /**
   * Opens a file, a directory or a device, and writes the number of its descriptor. A path to a
   * standard stream gives a further number of that stream.
   *
   * @throws ErrnoException the errnos of a path, EDQUOT, EEXIST, EISDIR, EMFILE or EROFS
   */
  private void pathOpen(long[] a) throws ErrnoException {
    long directory = a[0];
    long lookup = a[1];
    long path = a[2];
    long length = a[3];
    long openFlags = a[4];
    long rights = a[5];
    long descriptorFlags = a[7]; // behind the rights that are inherited, which nobody has
    long result = a[8];
    guest.memory().check(result, Integer.BYTES);
    DirectoryHandle base = base(directory);
    String name = guest.path(path, length);
    int flags = Flags.FD.of(descriptorFlags);
    descriptors.requireFree();
    Set<OpenFlag> wanted = openFlags(openFlags, rights, lookup);
    OptionalLong number = StreamPath.number(name);
    if (number.isPresent()) {
      guest.memory().putInt(result, descriptors.duplicate(number.getAsLong(), 0));
      return;
    }
    guest.memory().putInt(result, add(files.get().open(base, name, wanted), flags));
  }

  private int add(Handle handle, int flags) throws ErrnoException {
    return switch (handle) {
      case FileHandle file -> descriptors.add(new Descriptor.File(file, flags));
      case DirectoryHandle directory -> descriptors.add(new Descriptor.Directory(directory, null));
      case DeviceHandle(Device device, FileStat _) ->
          device.descriptor().isPresent()
              ? descriptors.duplicate(device.descriptor().get(), 0)
              : descriptors.add(new Descriptor.Device(device));
    };
  }

  /**
   * Sets the permission bits of a file.
   *
   * @throws ErrnoException the errnos of a path, EROFS
   */
  private void pathSetMode(long directory, long lookup, long path, long length, long mode)
      throws ErrnoException {
    files
        .get()
        .setMode(base(directory), guest.path(path, length), follows(lookup), Stats.mode(mode));
  }

  private static Set<OpenFlag> openFlags(long oflags, long rights, long lookupFlags)
      throws ErrnoException {
    int openFlags = Flags.OPEN.of(oflags);
    Set<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
    addIf(flags, OpenFlag.WRITE, (rights & Rights.FD_WRITE) != 0);
    addIf(flags, OpenFlag.READ, (rights & Rights.FD_READ) != 0 || flags.isEmpty());
    addIf(flags, OpenFlag.CREATE, (openFlags & CREATE) != 0);
    addIf(flags, OpenFlag.DIRECTORY, (openFlags & DIRECTORY) != 0);
    addIf(flags, OpenFlag.EXCLUSIVE, (openFlags & EXCLUSIVE) != 0);
    addIf(flags, OpenFlag.TRUNCATE, (openFlags & TRUNCATE) != 0);
    addIf(flags, OpenFlag.NO_FOLLOW, !follows(lookupFlags));
    return flags;
  }

  private static void addIf(Set<OpenFlag> flags, OpenFlag flag, boolean wanted) {
    if (wanted) {
      flags.add(flag);
    }
  }

  /**
   * Writes where a symbolic link leads, as much as the buffer takes.
   *
   * @throws ErrnoException the errnos of a path
   */
  private void pathReadlink(
      long directory, long path, long length, long buffer, long bufferLength, long used)
      throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(buffer, bufferLength);
    memory.check(used, Integer.BYTES);
    String target = files.get().readLink(base(directory), guest.path(path, length));
    byte[] utf8 = target.getBytes(StandardCharsets.UTF_8);
    int written = (int) Math.min(utf8.length, bufferLength);
    memory.write(buffer, utf8, 0, written);
    memory.putInt(used, written);
  }

  /**
   * Removes an empty directory.
   *
   * @throws ErrnoException the errnos of a path, ENOTEMPTY or EROFS
   */
  private void pathRemoveDirectory(long directory, long path, long length) throws ErrnoException {
    files.get().removeDirectory(base(directory), guest.path(path, length));
  }

  /**
   * Renames a file or a directory, over one that is there.
   *
   * @throws ErrnoException the errnos of a path, EISDIR, ENOTEMPTY or EROFS
   */
  private void pathRename(
      long oldDirectory, long oldPath, long oldLength, long directory, long path, long length)
      throws ErrnoException {
    files
        .get()
        .rename(
            base(oldDirectory),
            guest.path(oldPath, oldLength),
            base(directory),
            guest.path(path, length));
  }

  /**
   * Makes a symbolic link, whatever it leads to.
   *
   * @throws ErrnoException the errnos of a path, EDQUOT, EEXIST or EROFS
   */
  private void pathSymlink(long target, long targetLength, long directory, long path, long length)
      throws ErrnoException {
    files
        .get()
        .symlink(guest.path(target, targetLength), base(directory), guest.path(path, length));
  }

  /**
   * Removes a file or a symbolic link.
   *
   * @throws ErrnoException the errnos of a path, EISDIR or EROFS
   */
  private void pathUnlinkFile(long directory, long path, long length) throws ErrnoException {
    files.get().removeFile(base(directory), guest.path(path, length));
  }

  private DirectoryHandle base(long number) throws ErrnoException {
    return descriptors.directory(number);
  }

  private static boolean follows(long lookupFlags) throws ErrnoException {
    return (Flags.LOOKUP.of(lookupFlags) & FOLLOW) != 0;
  }
}
