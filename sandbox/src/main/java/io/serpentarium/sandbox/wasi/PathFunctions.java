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

/** The functions on paths, each below an open directory. */
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

  void register(FunctionTable table) {
    table.add("path_create_directory", "iii", this::pathCreateDirectory);
    table.add("path_filestat_get", "iiiii", this::pathFilestatGet);
    table.add("path_filestat_set_times", "iiiilli", this::pathFilestatSetTimes);
    table.add("path_link", "iiiiiii", this::pathLink);
    table.add("path_open", "iiiiillii", this::pathOpen);
    table.add("path_readlink", "iiiiii", this::pathReadlink);
    table.add("path_remove_directory", "iii", this::pathRemoveDirectory);
    table.add("path_rename", "iiiiii", this::pathRename);
    table.add("path_symlink", "iiiii", this::pathSymlink);
    table.add("path_unlink_file", "iii", this::pathUnlinkFile);
    table.addExtension("path_set_mode", "iiiii", this::pathSetMode);
  }

  private void pathCreateDirectory(long[] a) throws ErrnoException {
    files.get().makeDirectory(base(a[0]), guest.path(a[1], a[2]));
  }

  private void pathFilestatGet(long[] a) throws ErrnoException {
    guest.memory().check(a[4], Stats.FILESTAT_BYTES);
    Stats.write(
        guest.memory(), a[4], files.get().stat(base(a[0]), guest.path(a[2], a[3]), follows(a[1])));
  }

  private void pathFilestatSetTimes(long[] a) throws ErrnoException {
    files
        .get()
        .setTimes(base(a[0]), guest.path(a[2], a[3]), follows(a[1]), Stats.times(a[4], a[5], a[6]));
  }

  private void pathLink(long[] a) throws ErrnoException {
    files
        .get()
        .link(
            base(a[0]), guest.path(a[2], a[3]), follows(a[1]), base(a[4]), guest.path(a[5], a[6]));
  }

  private void pathOpen(long[] a) throws ErrnoException {
    guest.memory().check(a[8], Integer.BYTES);
    DirectoryHandle base = base(a[0]);
    String path = guest.path(a[2], a[3]);
    int fdFlags = Flags.FD.of(a[7]);
    descriptors.requireFree();
    Set<OpenFlag> flags = openFlags(a[4], a[5], a[1]);
    OptionalLong number = StreamPath.number(path);
    if (number.isPresent()) {
      guest.memory().putInt(a[8], descriptors.duplicate(number.getAsLong(), 0));
      return;
    }
    guest.memory().putInt(a[8], add(files.get().open(base, path, flags), fdFlags));
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

  private void pathSetMode(long[] a) throws ErrnoException {
    files.get().setMode(base(a[0]), guest.path(a[2], a[3]), follows(a[1]), Stats.mode(a[4]));
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

  private void pathReadlink(long[] a) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(a[3], a[4]);
    memory.check(a[5], Integer.BYTES);
    String target = files.get().readLink(base(a[0]), guest.path(a[1], a[2]));
    byte[] utf8 = target.getBytes(StandardCharsets.UTF_8);
    int length = (int) Math.min(utf8.length, a[4]);
    memory.write(a[3], utf8, 0, length);
    memory.putInt(a[5], length);
  }

  private void pathRemoveDirectory(long[] a) throws ErrnoException {
    files.get().removeDirectory(base(a[0]), guest.path(a[1], a[2]));
  }

  private void pathRename(long[] a) throws ErrnoException {
    files.get().rename(base(a[0]), guest.path(a[1], a[2]), base(a[3]), guest.path(a[4], a[5]));
  }

  private void pathSymlink(long[] a) throws ErrnoException {
    files.get().symlink(guest.path(a[0], a[1]), base(a[2]), guest.path(a[3], a[4]));
  }

  private void pathUnlinkFile(long[] a) throws ErrnoException {
    files.get().removeFile(base(a[0]), guest.path(a[1], a[2]));
  }

  private DirectoryHandle base(long number) throws ErrnoException {
    return descriptors.directory(number);
  }

  private static boolean follows(long lookupFlags) throws ErrnoException {
    return (Flags.LOOKUP.of(lookupFlags) & FOLLOW) != 0;
  }
}
