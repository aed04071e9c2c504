package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file system does with names: making, moving, linking, removing and listing them. */
abstract class DirectoryContract extends FileSystemContract {

  @Test
  void startsWithTheFoldersOfASession() throws ErrnoException {
    assertThat(names(".")).containsExactly(".", "..", "lib", "dev", "sandbox", "tmp", "home");
    assertThat(names("lib")).containsExactly(".", "..", "python3.13");
    assertThat(names("lib/python3.13")).containsExactly(".", "..", "json", "os.pyc");
    assertThat(names("sandbox")).containsExactly(".", "..");
    assertThat(fs.usage()).isEqualTo(new DiskUsage(0, 0, 0, 0));
  }

  @Test
  void makesAndRemovesDirectories() throws ErrnoException {
    fs.makeDirectory(root, "sandbox/d/");
    assertRefused(Errno.EEXIST, () -> fs.makeDirectory(root, "sandbox/d"));
    put("sandbox/d/a", "");
    assertRefused(Errno.ENOTEMPTY, () -> fs.removeDirectory(root, "sandbox/d"));
    assertRefused(Errno.EISDIR, () -> fs.removeFile(root, "sandbox/d"));
    assertRefused(Errno.ENOTDIR, () -> fs.removeDirectory(root, "sandbox/d/a"));
    assertRefused(Errno.ENOTDIR, () -> fs.removeFile(root, "sandbox/d/a/"));
    fs.removeFile(root, "sandbox/d/a");
    fs.removeDirectory(root, "sandbox/d");
    assertRefused(Errno.ENOENT, () -> stat("sandbox/d"));
    assertThat(fs.usage()).isEqualTo(new DiskUsage(0, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({"EINVAL,sandbox/.", "EINVAL,sandbox/..", "EROFS,sandbox", "EROFS,tmp/"})
  void keepsTheFoldersOfASession(Errno errno, String path) {
    assertRefused(errno, () -> fs.removeDirectory(root, path));
  }

  @ParameterizedTest
  @CsvSource({"new", "lib/new", "lib/python3.13/new"})
  void refusesNewNamesWhereNothingChanges(String path) {
    assertRefused(Errno.EROFS, () -> fs.makeDirectory(root, path));
    assertRefused(Errno.EROFS, () -> fs.symlink("x", root, path));
  }

  @ParameterizedTest
  @CsvSource({"lib/python3.13/os.pyc", "lib/python3.13/json/decoder.pyc"})
  void keepsTheNamesOfTheImage(String path) throws ErrnoException {
    put("sandbox/a", "");
    assertRefused(Errno.EROFS, () -> fs.removeFile(root, path));
    assertRefused(Errno.EROFS, () -> fs.rename(root, path, root, "sandbox/b"));
    assertRefused(Errno.EROFS, () -> fs.rename(root, "sandbox/a", root, path));
    assertRefused(Errno.EXDEV, () -> fs.link(root, path, false, root, "sandbox/b"));
    assertRefused(Errno.EROFS, () -> fs.setTimes(root, path, true, new TimesChange(1, 1)));
    assertRefused(Errno.EROFS, () -> fs.setTimes(root, "lib", true, new TimesChange(1, 1)));
  }

  @Test
  void refusesNewNamesInARemovedDirectory() throws ErrnoException {
    fs.makeDirectory(root, "sandbox/d");
    DirectoryHandle gone = directory("sandbox/d");
    fs.removeDirectory(root, "sandbox/d");
    assertRefused(Errno.ENOENT, () -> fs.makeDirectory(gone, "x"));
    assertRefused(Errno.ENOENT, () -> fs.symlink("y", gone, "x"));
    assertThat(fs.stat(gone, ".", true).links()).isZero();
    assertThat(fs.usage().inodes()).isEqualTo(1);
    gone.close();
    assertThat(fs.usage().inodes()).isZero();
    assertRefused(Errno.EBADF, () -> fs.stat(gone, ".", true));
  }

  @Test
  void movesAFileOverAnother() throws ErrnoException {
    put("sandbox/a", "new");
    put("tmp/b", "older");
    long inode = stat("sandbox/a").inode();
    fs.rename(root, "sandbox/a", root, "tmp/b");
    assertThat(content("tmp/b")).isEqualTo("new");
    assertThat(stat("tmp/b").inode()).isEqualTo(inode);
    assertThat(names("sandbox")).containsExactly(".", "..");
    assertThat(fs.usage()).isEqualTo(new DiskUsage(3, 1, 0, 0));
  }

  @Test
  void movesADirectoryWithAllBelowIt() throws ErrnoException {
    fs.makeDirectory(root, "sandbox/d");
    put("sandbox/d/a", "deep");
    fs.makeDirectory(root, "tmp/empty");
    fs.rename(root, "sandbox/d", root, "tmp/empty/");
    assertThat(content("tmp/empty/a")).isEqualTo("deep");
    assertThat(stat("tmp/empty/..").inode()).isEqualTo(stat("tmp").inode());
    fs.rename(root, "tmp/empty", root, "tmp/empty");
    assertThat(content("tmp/empty/a")).isEqualTo("deep");
  }

  @ParameterizedTest
  @CsvSource({
    "EINVAL,   sandbox/d,    sandbox/d/e/f",
    "EINVAL,   sandbox/d,    sandbox/d/x",
    "ENOTEMPTY,sandbox/d/e,  sandbox/d",
    "ENOTEMPTY,sandbox/g,    sandbox/d",
    "ENOTDIR,  sandbox/d,    sandbox/a",
    "EISDIR,   sandbox/a,    sandbox/g",
    "ENOTDIR,  sandbox/a/,   sandbox/x",
    "ENOTDIR,  sandbox/a,    sandbox/x/",
    "ENOENT,   sandbox/none, sandbox/x",
    "ENOENT,   sandbox/a,    sandbox/none/x",
    "EINVAL,   sandbox/d/.,  sandbox/x",
    "EINVAL,   sandbox/g,    sandbox/d/..",
    "EROFS,    sandbox,      tmp/x",
    "EROFS,    sandbox/a,    x"
  })
  void refusesToMove(Errno errno, String from, String to) throws ErrnoException {
    fs.makeDirectory(root, "sandbox/d");
    fs.makeDirectory(root, "sandbox/d/e");
    fs.makeDirectory(root, "sandbox/g");
    put("sandbox/a", "");
    assertRefused(errno, () -> fs.rename(root, from, root, to));
    assertThat(names("sandbox")).containsExactly(".", "..", "d", "g", "a");
  }

  @Test
  void linksAFileUnderASecondName() throws ErrnoException {
    put("sandbox/a", "abc");
    fs.link(root, "sandbox/a", false, root, "tmp/b");
    assertThat(stat("tmp/b")).isEqualTo(stat("sandbox/a"));
    assertThat(stat("tmp/b").links()).isEqualTo(2);
    fs.rename(root, "sandbox/a", root, "tmp/b");
    assertThat(names("sandbox")).contains("a");
    fs.removeFile(root, "sandbox/a");
    assertThat(content("tmp/b")).isEqualTo("abc");
    fs.removeFile(root, "tmp/b");
    assertThat(fs.usage()).isEqualTo(new DiskUsage(0, 0, 0, 0));
  }

  @Test
  void linksOnlyWhatCanBeLinked() throws ErrnoException {
    put("sandbox/a", "abc");
    fs.symlink("a", root, "sandbox/s");
    assertRefused(Errno.EPERM, () -> fs.link(root, "tmp", false, root, "sandbox/x"));
    assertRefused(Errno.EEXIST, () -> fs.link(root, "sandbox/a", false, root, "sandbox/s"));
    assertRefused(Errno.ENOENT, () -> fs.link(root, "sandbox/no", false, root, "sandbox/x"));
    assertRefused(Errno.ENOENT, () -> fs.link(root, "sandbox/a", false, root, "sandbox/x/"));
    fs.link(root, "sandbox/s", false, root, "sandbox/link");
    fs.link(root, "sandbox/s", true, root, "sandbox/file");
    assertThat(stat("sandbox/link").type()).isEqualTo(FileType.SYMLINK);
    assertThat(stat("sandbox/file").type()).isEqualTo(FileType.FILE);
  }

  @Test
  void keepsLinksAsTheyAreWritten() throws ErrnoException {
    fs.symlink("../over//there", root, "sandbox/s");
    assertThat(fs.readLink(root, "sandbox/s")).isEqualTo("../over//there");
    assertThat(stat("sandbox/s").size()).isEqualTo(14);
    assertThat(fs.usage().bytes()).isEqualTo(14);
    assertRefused(Errno.EINVAL, () -> fs.readLink(root, "sandbox"));
    assertRefused(Errno.ENOENT, () -> fs.symlink("", root, "sandbox/t"));
    assertRefused(Errno.EEXIST, () -> fs.symlink("x", root, "sandbox/s"));
  }

  @Test
  void goesOnListingWhileEntriesComeAndGo() throws ErrnoException {
    for (int i = 0; i < 20; i++) {
      put("sandbox/" + i, "");
    }
    DirectoryHandle directory = directory("sandbox");
    List<String> seen = new ArrayList<>();
    long cookie = 0;
    for (int step = 0; ; step++) {
      long[] next = {-1};
      directory.read(
          cookie,
          (at, inode, type, name) -> {
            next[0] = at;
            seen.add(name);
            return false;
          });
      if (next[0] < 0) {
        break;
      }
      cookie = next[0];
      if (step == 5) {
        fs.removeFile(root, "sandbox/1");
        fs.removeFile(root, "sandbox/15");
        put("sandbox/late", "");
      }
    }
    Set<String> unique = new HashSet<>(seen);
    assertThat(unique).hasSameSizeAs(seen).contains("0", "19", "late").doesNotContain("15");
    assertThat(seen).hasSize(22);
  }

  @Test
  void listsTheImageFromAnyCookie() throws ErrnoException {
    DirectoryHandle directory = directory("lib/python3.13");
    List<String> names = new ArrayList<>();
    directory.read(3, (cookie, inode, type, name) -> names.add(name));
    assertThat(names).containsExactly("os.pyc");
    directory.read(Long.MAX_VALUE, (cookie, inode, type, name) -> names.add(name));
    assertThat(names).containsExactly("os.pyc");
  }

  @Test
  void movesADirectorysTimeWithEveryChangeWhileTheClockStands() throws ErrnoException {
    long last = stat("sandbox").modified();
    put("sandbox/a", "");
    last = later(last);
    fs.makeDirectory(root, "sandbox/d");
    last = later(last);
    fs.rename(root, "sandbox/a", root, "sandbox/b");
    last = later(last);
    fs.removeFile(root, "sandbox/b");
    last = later(last);
    time.set(START - 1_000_000_000);
    fs.symlink("x", root, "sandbox/s");
    later(last);
  }

  private long later(long last) throws ErrnoException {
    long now = stat("sandbox").modified();
    assertThat(now / 1e9).as("seconds, as Python has them").isGreaterThan(last / 1e9);
    return now;
  }
}
