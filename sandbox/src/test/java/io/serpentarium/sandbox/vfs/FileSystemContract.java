package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every test of a {@link FileSystem} starts from: {@code /sandbox} and {@code /tmp}, empty,
 * and {@code /lib/python3.13/os.pyc} and {@code /lib/python3.13/json/decoder.pyc}, each holding its
 * path below {@code /lib/python3.13}.
 */
abstract class FileSystemContract {

  static final long START = 1_700_000_000_000_000_000L;
  static final long BYTES = 100_000;
  static final int INODES = 100;

  final ManualTime time = new ManualTime(START);
  FileSystem fs;
  DirectoryHandle root;

  /** Makes the file system under test. */
  abstract FileSystem create(FileQuota quota, ManualTime clock);

  @BeforeEach
  void open() {
    open(new FileQuota(BYTES, INODES));
  }

  final void open(FileQuota quota) {
    fs = create(quota, time);
    root = fs.root();
  }

  final FileHandle file(String path, OpenFlag first, OpenFlag... rest) throws ErrnoException {
    Handle handle = fs.open(root, path, EnumSet.of(first, rest));
    assertThat(handle).isInstanceOf(FileHandle.class);
    return (FileHandle) handle;
  }

  final DirectoryHandle directory(String path) throws ErrnoException {
    Handle handle = fs.open(root, path, EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY));
    assertThat(handle).isInstanceOf(DirectoryHandle.class);
    return (DirectoryHandle) handle;
  }

  final FileHandle created(String path) throws ErrnoException {
    return file(path, OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
  }

  final void put(String path, String content) throws ErrnoException {
    FileHandle file = file(path, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE);
    byte[] bytes = content.getBytes(UTF_8);
    file.write(0, bytes, 0, bytes.length);
    file.close();
  }

  final String content(String path) throws ErrnoException {
    FileHandle file = file(path, OpenFlag.READ);
    String content = content(file);
    file.close();
    return content;
  }

  static String content(FileHandle file) throws ErrnoException {
    byte[] bytes = new byte[(int) file.size()];
    assertThat(file.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
    return new String(bytes, UTF_8);
  }

  final List<String> names(String path) throws ErrnoException {
    List<String> names = new ArrayList<>();
    DirectoryHandle directory = directory(path);
    directory.read(0, (cookie, inode, type, name) -> names.add(name));
    directory.close();
    return names;
  }

  final void refusedToOpen(Errno errno, String path, Set<OpenFlag> flags) {
    assertRefused(errno, () -> fs.open(root, path, flags));
  }

  final FileStat stat(String path) throws ErrnoException {
    return fs.stat(root, path, false);
  }
}
