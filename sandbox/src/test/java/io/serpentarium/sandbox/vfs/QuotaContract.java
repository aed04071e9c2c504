package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a file system keeps to its quota, just below it and just above. */
abstract class QuotaContract extends FileSystemContract {

  @Test
  void takesTheLastByteAndRefusesTheNext() throws ErrnoException {
    open(new FileQuota(1000, INODES));
    FileHandle file = created("sandbox/a");
    file.write(0, new byte[999], 0, 999);
    assertRefused(Errno.EDQUOT, () -> file.write(999, new byte[2], 0, 2));
    assertRefused(Errno.EDQUOT, () -> file.append(new byte[2], 0, 2));
    assertThat(fs.usage()).isEqualTo(new DiskUsage(999, 1, 2, 0));
    file.write(999, new byte[1], 0, 1);
    assertThat(fs.usage().bytes()).isEqualTo(1000);
    file.write(0, new byte[1000], 0, 1000);
    assertRefused(Errno.EDQUOT, () -> file.write(1000, new byte[1], 0, 1));
  }

  @Test
  void countsAHoleLikeData() throws ErrnoException {
    open(new FileQuota(1000, INODES));
    FileHandle file = created("sandbox/a");
    assertRefused(Errno.EDQUOT, () -> file.write(1000, new byte[1], 0, 1));
    assertRefused(Errno.EDQUOT, () -> file.resize(1001));
    assertRefused(Errno.EDQUOT, () -> file.ensureSize(FileSystem.MAX_FILE_BYTES));
    file.resize(1000);
    assertThat(fs.usage().bytes()).isEqualTo(1000);
  }

  @Test
  void countsTheTargetsOfLinks() throws ErrnoException {
    open(new FileQuota(10, INODES));
    fs.symlink("0123456789", root, "sandbox/s");
    assertRefused(Errno.EDQUOT, () -> fs.symlink("x", root, "sandbox/t"));
    fs.removeFile(root, "sandbox/s");
    assertThat(fs.usage().bytes()).isZero();
  }

  @Test
  void takesTheLastInodeAndRefusesTheNext() throws ErrnoException {
    open(new FileQuota(BYTES, 3));
    put("sandbox/a", "");
    fs.makeDirectory(root, "sandbox/b");
    fs.symlink("target", root, "sandbox/c");
    assertRefused(Errno.EDQUOT, () -> put("sandbox/d", ""));
    assertRefused(Errno.EDQUOT, () -> fs.makeDirectory(root, "sandbox/d"));
    assertRefused(Errno.EDQUOT, () -> fs.symlink("target", root, "sandbox/d"));
    assertThat(fs.usage()).isEqualTo(new DiskUsage(6, 3, 0, 3));
    fs.removeDirectory(root, "sandbox/b");
    put("sandbox/d", "");
    assertThat(names("sandbox")).containsExactly(".", "..", "a", "c", "d");
  }

  @Test
  void countsEachNameOfAFile() throws ErrnoException {
    open(new FileQuota(BYTES, 3));
    put("sandbox/a", "");
    fs.link(root, "sandbox/a", false, root, "sandbox/b");
    fs.link(root, "sandbox/b", false, root, "sandbox/c");
    assertRefused(Errno.EDQUOT, () -> fs.link(root, "sandbox/a", false, root, "sandbox/d"));
    assertThat(fs.usage()).isEqualTo(new DiskUsage(0, 3, 0, 1));
    fs.removeFile(root, "sandbox/a");
    fs.rename(root, "sandbox/b", root, "sandbox/c");
    assertThat(fs.usage().inodes()).isEqualTo(2);
    fs.removeFile(root, "sandbox/b");
    fs.removeFile(root, "sandbox/c");
    assertThat(fs.usage().inodes()).isZero();
  }

  @Test
  void stopsAGuestThatMakesAMillionFiles() throws ErrnoException {
    int limit = 100_000;
    open(new FileQuota(BYTES, limit));
    DirectoryHandle folder = directory("sandbox");
    int refused = 0;
    for (int i = 0; i < 1_000_000; i++) {
      try {
        fs.symlink("t", folder, "f" + i);
      } catch (ErrnoException e) {
        assertThat(e.errno()).isEqualTo(Errno.EDQUOT);
        refused++;
      }
    }
    assertThat(refused).isEqualTo(1_000_000 - limit);
    assertThat(fs.usage()).isEqualTo(new DiskUsage(limit, limit, refused, 0));
  }

  @Test
  void givesAllBackWhenAllIsRemoved() throws ErrnoException {
    for (int round = 0; round < 3 * INODES; round++) {
      put("sandbox/a", "x".repeat(1000));
      fs.makeDirectory(root, "sandbox/d");
      put("sandbox/d/b", "y".repeat(1000));
      fs.rename(root, "sandbox/a", root, "sandbox/d/b");
      fs.removeFile(root, "sandbox/d/b");
      fs.removeDirectory(root, "sandbox/d");
    }
    assertThat(fs.usage()).isEqualTo(new DiskUsage(0, 0, 0, 0));
  }
}
