package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.CREATE;
import static io.serpentarium.sandbox.wasi.WasiFixture.DIRECTORY;
import static io.serpentarium.sandbox.wasi.WasiFixture.EXCLUSIVE;
import static io.serpentarium.sandbox.wasi.WasiFixture.MAX_OPEN;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH2;
import static io.serpentarium.sandbox.wasi.WasiFixture.QUOTA_INODES;
import static io.serpentarium.sandbox.wasi.WasiFixture.READ;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.SUCCESS;
import static io.serpentarium.sandbox.wasi.WasiFixture.TRUNCATE;
import static io.serpentarium.sandbox.wasi.WasiFixture.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

final class PathFunctionsTest {

  private static final String LIBRARY = "lib/python3.13/os.py";

  private final WasiFixture guest = new WasiFixture();

  @Test
  void everyFunctionRefusesTheSameBasesAndPaths() {
    int file = guest.create("sandbox/file");
    int sandbox = guest.openDirectory("sandbox");
    allFail(Errno.EBADF, 9, "a");
    allFail(Errno.EBADF, (1L << 32) - 1, "a");
    allFail(Errno.ENOTDIR, file, "a");
    allFail(Errno.ENOTDIR, 0, "a");
    allFail(Errno.EPERM, ROOT, "/tmp");
    allFail(Errno.EPERM, sandbox, "../tmp/a");
    allFail(Errno.ENOENT, ROOT, "");
    allFail(Errno.ENOENT, ROOT, "tmp/none/a");
    allFail(Errno.ENOTDIR, ROOT, "sandbox/file/a");
    allFail(Errno.EINVAL, ROOT, "tmp/\0");
    allFail(Errno.ENAMETOOLONG, ROOT, "tmp/" + "n".repeat(256));
    allFail(Errno.ENAMETOOLONG, ROOT, "n/".repeat(2048) + "n");
  }

  @Test
  void everyFunctionRefusesWhatIsNoUtf8() {
    guest.memory.putInt(PATH, 0xff);
    allFail(Errno.EILSEQ, ROOT, PATH, 1);
    guest.memory.putInt(PATH, 0x0080a0ed);
    allFail(Errno.EILSEQ, ROOT, PATH, 3);
  }

  @Test
  void everyFunctionChecksItsPathPointer() {
    allFail(Errno.EFAULT, ROOT, MEMORY_BYTES - 1, 2);
    allFail(Errno.EFAULT, ROOT, (1L << 32) - 1, 1);
    allFail(Errno.ENAMETOOLONG, ROOT, PATH, (1L << 32) - 1);
  }

  @Test
  void outPointersAreCheckedBeforeAnythingHappens() {
    long length = guest.put(PATH, "tmp/a");
    guest.fails(
        Errno.EFAULT, "path_open", ROOT, 0, PATH, length, CREATE, WRITE, 0, 0, MEMORY_BYTES - 3);
    guest.fails(Errno.EFAULT, "path_filestat_get", ROOT, 0, PATH, length, MEMORY_BYTES - 63);
    guest.fails(Errno.EFAULT, "path_readlink", ROOT, PATH, length, MEMORY_BYTES - 1, 2, OUT);
    guest.fails(Errno.EFAULT, "path_readlink", ROOT, PATH, length, OUT, 2, MEMORY_BYTES - 3);
    assertThat(guest.files.usage().inodes()).isZero();
  }

  @Test
  void openGivesTheLowestNumber() {
    assertThat(guest.create("tmp/a")).isEqualTo(4);
    assertThat(guest.openDirectory("tmp")).isEqualTo(5);
  }

  @Test
  void openObeysItsFlags() {
    guest.create("tmp/a", "text");
    openFails(Errno.EEXIST, "tmp/a", CREATE | EXCLUSIVE, WRITE);
    openFails(Errno.ENOTDIR, "tmp/a", DIRECTORY, READ);
    openFails(Errno.ENOENT, "tmp/b", 0, READ);
    openFails(Errno.EISDIR, "tmp", 0, WRITE);
    openFails(Errno.EINVAL, "tmp/b", CREATE | DIRECTORY, READ);
    assertThat(guest.read(guest.open("tmp/a", TRUNCATE, READ | WRITE, 0), 9)).isEmpty();
  }

  @Test
  void imageIsReadOnly() {
    openFails(Errno.EROFS, LIBRARY, 0, WRITE);
    openFails(Errno.EROFS, LIBRARY, TRUNCATE, READ);
    openFails(Errno.EROFS, "lib/python3.13/new.py", CREATE, WRITE);
    expect(Errno.EROFS, guest.path("path_create_directory", ROOT, "lib/python3.13/d"));
    expect(Errno.EROFS, guest.path("path_create_directory", ROOT, "d"));
    expect(Errno.EROFS, guest.path("path_unlink_file", ROOT, LIBRARY));
    expect(Errno.EROFS, guest.path("path_remove_directory", ROOT, "lib/python3.13/json"));
    expect(Errno.EROFS, rename(LIBRARY, "tmp/os.py"));
    expect(Errno.EROFS, symlink("x", "lib/python3.13/x"));
    expect(Errno.EXDEV, link(LIBRARY, "tmp/os.py"));
    expect(Errno.EROFS, setTimes(LIBRARY, 0, 1));
    assertThat(guest.read(guest.open(LIBRARY, 0, READ, 0), 9)).isEqualTo("pass\n");
  }

  @Test
  void descriptorsAreLimited() {
    for (int number = ROOT + 1; number < MAX_OPEN; number++) {
      assertThat(guest.openDirectory("tmp")).isEqualTo(number);
    }
    openFails(Errno.EMFILE, "tmp/new", CREATE, WRITE);
    assertThat(guest.files.usage().inodes()).isZero();
    guest.ok("fd_close", 7);
    assertThat(guest.create("tmp/new")).isEqualTo(7);
  }

  @Test
  void inodesAreLimited() {
    for (int i = 0; i < QUOTA_INODES; i++) {
      assertThat(guest.path("path_create_directory", ROOT, "tmp/" + i)).isEqualTo(SUCCESS);
    }
    expect(Errno.EDQUOT, guest.path("path_create_directory", ROOT, "tmp/more"));
    expect(Errno.EDQUOT, symlink("x", "tmp/more"));
    openFails(Errno.EDQUOT, "tmp/more", CREATE, WRITE);
  }

  @Test
  void directoriesAreMadeAndRemoved() {
    assertThat(guest.path("path_create_directory", ROOT, "tmp/d")).isEqualTo(SUCCESS);
    expect(Errno.EEXIST, guest.path("path_create_directory", ROOT, "tmp/d"));
    guest.create("tmp/d/a");
    expect(Errno.ENOTEMPTY, guest.path("path_remove_directory", ROOT, "tmp/d"));
    expect(Errno.ENOTDIR, guest.path("path_remove_directory", ROOT, "tmp/d/a"));
    expect(Errno.EISDIR, guest.path("path_unlink_file", ROOT, "tmp/d"));
    expect(Errno.EINVAL, guest.path("path_remove_directory", ROOT, "tmp/d/."));
    assertThat(guest.path("path_unlink_file", ROOT, "tmp/d/a")).isEqualTo(SUCCESS);
    assertThat(guest.path("path_remove_directory", ROOT, "tmp/d")).isEqualTo(SUCCESS);
    expect(Errno.ENOENT, stat("tmp/d", 1));
  }

  @Test
  void renameReplacesAFile() {
    guest.create("tmp/a", "new");
    guest.create("sandbox/b", "old");
    assertThat(rename("tmp/a", "sandbox/b")).isEqualTo(SUCCESS);
    assertThat(guest.read(guest.open("sandbox/b", 0, READ, 0), 9)).isEqualTo("new");
    expect(Errno.ENOENT, rename("tmp/a", "tmp/c"));
    guest.path("path_create_directory", ROOT, "tmp/d");
    expect(Errno.EISDIR, rename("sandbox/b", "tmp/d"));
    expect(Errno.ENOTDIR, rename("tmp/d", "sandbox/b"));
    expect(Errno.EINVAL, rename("tmp/d", "tmp/d/below"));
  }

  @Test
  void linkedFileHasTwoNames() {
    guest.create("tmp/a", "text");
    assertThat(link("tmp/a", "tmp/b")).isEqualTo(SUCCESS);
    assertThat(stat("tmp/b", 1)).isEqualTo(SUCCESS);
    assertThat(guest.memory.getLong(OUT + 24)).isEqualTo(2);
    expect(Errno.EEXIST, link("tmp/a", "tmp/b"));
    expect(Errno.EPERM, link("tmp", "sandbox/t"));
  }

  @Test
  void symbolicLinkIsFollowedAsAsked() {
    guest.create("tmp/a", "text");
    assertThat(symlink("a", "tmp/l")).isEqualTo(SUCCESS);
    expect(Errno.EEXIST, symlink("a", "tmp/l"));
    assertThat(stat("tmp/l", 0)).isEqualTo(SUCCESS);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) 7);
    assertThat(stat("tmp/l", 1)).isEqualTo(SUCCESS);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) 4);
    long length = guest.put(PATH, "tmp/l");
    guest.fails(Errno.ELOOP, "path_open", ROOT, 0, PATH, length, 0, READ, 0, 0, OUT);
  }

  @Test
  void linksThatLeadInACircleOrOutAreRefused() {
    symlink("l", "tmp/l");
    expect(Errno.ELOOP, stat("tmp/l", 1));
    symlink("../sandbox", "tmp/out");
    int tmp = guest.openDirectory("tmp");
    expect(Errno.EPERM, guest.tryOpen(tmp, "out", 0, READ, 0));
    symlink("/sandbox", "tmp/absolute");
    expect(Errno.EPERM, guest.tryOpen(tmp, "absolute", 0, READ, 0));
    assertThat(guest.tryOpen(ROOT, "tmp/absolute", 0, READ, 0)).isEqualTo(SUCCESS);
  }

  @Test
  void readlinkIsCutAtTheBuffer() {
    symlink("target", "tmp/l");
    long length = guest.put(PATH, "tmp/l");
    guest.ok("path_readlink", ROOT, PATH, length, BUFFER, 100, OUT);
    assertThat(guest.text(BUFFER, guest.out())).isEqualTo("target");
    guest.memory.putLong(BUFFER, 0);
    guest.ok("path_readlink", ROOT, PATH, length, BUFFER, 3, OUT);
    assertThat(guest.out()).isEqualTo(3);
    assertThat(guest.memory.getInt(BUFFER)).isEqualTo(0x00726174);
    guest.create("tmp/a");
    length = guest.put(PATH, "tmp/a");
    guest.fails(Errno.EINVAL, "path_readlink", ROOT, PATH, length, BUFFER, 3, OUT);
  }

  @Test
  void timesAreSet() {
    guest.create("tmp/a");
    assertThat(setTimes("tmp/a", 5000, 4)).isEqualTo(SUCCESS);
    assertThat(stat("tmp/a", 1)).isEqualTo(SUCCESS);
    assertThat(guest.memory.getLong(OUT + 48)).isEqualTo(5000);
    expect(Errno.EINVAL, setTimes("tmp/a", 5000, 4 | 8));
    expect(Errno.EINVAL, setTimes("tmp/a", -1, 4));
  }

  private void allFail(Errno errno, long base, String path) {
    allFail(errno, base, PATH, guest.put(PATH, path));
  }

  private void allFail(Errno errno, long base, long path, long length) {
    guest.fails(errno, "path_create_directory", base, path, length);
    guest.fails(errno, "path_filestat_get", base, 1, path, length, OUT);
    guest.fails(errno, "path_filestat_set_times", base, 1, path, length, 0, 0, 1);
    guest.fails(errno, "path_link", base, 1, path, length, base, path, length);
    guest.fails(errno, "path_open", base, 1, path, length, CREATE, READ | WRITE, 0, 0, OUT);
    guest.fails(errno, "path_readlink", base, path, length, BUFFER, 9, OUT);
    guest.fails(errno, "path_remove_directory", base, path, length);
    guest.fails(errno, "path_rename", base, path, length, base, path, length);
    guest.fails(errno, "path_unlink_file", base, path, length);
    guest.fails(errno, "path_symlink", PATH2, guest.put(PATH2, "x"), base, path, length);
  }

  private void openFails(Errno errno, String path, int openFlags, long rights) {
    expect(errno, guest.tryOpen(ROOT, path, openFlags, rights, 0));
  }

  private static void expect(Errno errno, long answer) {
    assertThat(answer).as(errno.name()).isEqualTo(WasiFixture.of(errno));
  }

  private long stat(String path, int lookupFlags) {
    return guest.call("path_filestat_get", ROOT, lookupFlags, PATH, guest.put(PATH, path), OUT);
  }

  private long setTimes(String path, long modified, int flags) {
    long length = guest.put(PATH, path);
    return guest.call("path_filestat_set_times", ROOT, 1, PATH, length, 0, modified, flags);
  }

  private long rename(String from, String to) {
    long length = guest.put(PATH, from);
    return guest.call("path_rename", ROOT, PATH, length, ROOT, PATH2, guest.put(PATH2, to));
  }

  private long link(String from, String to) {
    long length = guest.put(PATH, from);
    return guest.call("path_link", ROOT, 1, PATH, length, ROOT, PATH2, guest.put(PATH2, to));
  }

  private long symlink(String target, String path) {
    long length = guest.put(PATH, target);
    return guest.call("path_symlink", PATH, length, ROOT, PATH2, guest.put(PATH2, path));
  }
}
