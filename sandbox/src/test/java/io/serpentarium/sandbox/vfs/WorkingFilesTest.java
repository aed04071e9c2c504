package io.serpentarium.sandbox.vfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFileException.Reason;
import io.serpentarium.sandbox.SessionFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkingFilesTest {

  private static final FileQuota QUOTA = new FileQuota(100, 12);

  private final ManualTime time = new ManualTime(1_700_000_000_123_456_789L);
  private final MemoryFileSystem fs = MemoryFileSystems.create(QUOTA, time);
  private final SessionFiles files = fs.files();

  @Test
  void writesReadsAndDeletesInOneTreeWithTheGuest() throws ErrnoException {
    assertThat(files.write("d/e/a.txt", "one".getBytes(UTF_8))).isTrue();
    assertThat(files.write("d/e/a.txt", "three".getBytes(UTF_8))).isFalse();
    assertThat(files.read("d/e/a.txt")).asString(UTF_8).isEqualTo("three");
    assertThat(fs.stat(fs.root(), "sandbox/d/e/a.txt", false).size()).isEqualTo(5);
    files.delete("d/e/a.txt");
    refused(Reason.NOT_FOUND, () -> files.read("d/e/a.txt"));
    refused(Reason.NOT_FOUND, () -> files.delete("d/e/a.txt"));
  }

  @Test
  void listsEverythingInPathOrder() throws ErrnoException {
    files.write("b/z", new byte[3]);
    files.write("a", new byte[1]);
    fs.symlink("nowhere", fs.root(), "sandbox/b/link");
    Instant now = Instant.parse("2023-11-14T22:13:20.123456Z");
    assertThat(files.list())
        .extracting(
            SessionFiles.Entry::path, SessionFiles.Entry::type, SessionFiles.Entry::sizeBytes)
        .containsExactly(
            tuple("a", SessionFiles.Type.FILE, 1L),
            tuple("b", SessionFiles.Type.DIRECTORY, 0L),
            tuple("b/link", SessionFiles.Type.SYMLINK, 7L),
            tuple("b/z", SessionFiles.Type.FILE, 3L));
    assertThat(files.list().getFirst().modifiedAt()).isBetween(now, now.plusMillis(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc",
        "..",
        "../tmp/x",
        "a/../b",
        "a//b",
        "a/",
        ".",
        "./a",
        "a\0b",
        "/sandbox",
        "/sandbox/",
        "/sandbox/../tmp/x",
        "/sandbox//a",
        "/sandboxes/a"
      })
  void refusesPathsThatAreNotBelowTheWorkingFolder(String path) {
    refused(Reason.INVALID_PATH, () -> files.write(path, new byte[0]));
    refused(Reason.INVALID_PATH, () -> files.read(path));
    refused(Reason.INVALID_PATH, () -> files.delete(path));
    assertThat(files.list()).isEmpty();
  }

  @Test
  void takesAbsolutePathsOfTheWorkingFolder() {
    files.write("/sandbox/d/a", new byte[] {1});
    assertThat(files.read("d/a")).containsExactly(1);
    files.delete("/sandbox/d/a");
    refused(Reason.NOT_FOUND, () -> files.read("d/a"));
  }

  @Test
  void refusesWhatIsNoFile() {
    files.write("d/a", new byte[0]);
    refused(Reason.NOT_A_FILE, () -> files.read("d"));
    refused(Reason.NOT_A_FILE, () -> files.write("d", new byte[0]));
    refused(Reason.NOT_A_FILE, () -> files.delete("d"));
    refused(Reason.NOT_A_FILE, () -> files.write("d/a/b", new byte[0]));
  }

  @ParameterizedTest
  @CsvSource({"/lib/python3.13/os.pyc", "../lib/python3.13/os.pyc"})
  void followsALinkOfTheGuestButNotOutOfItsTree(String target) throws ErrnoException {
    fs.symlink(target, fs.root(), "sandbox/link");
    assertThat(files.read("link")).asString(UTF_8).isEqualTo("os.pyc");
    refused(Reason.READ_ONLY, () -> files.write("link", new byte[1]));
    fs.symlink("../../../../etc/passwd", fs.root(), "sandbox/passwd");
    refused(Reason.NOT_FOUND, () -> files.read("passwd"));
    files.delete("link");
    assertThat(files.list()).extracting(SessionFiles.Entry::path).containsExactly("passwd");
  }

  @Test
  void makesDirectoriesAndThoseAboveThem() {
    assertThat(files.makeDirectory("d/e")).isTrue();
    assertThat(files.makeDirectory("d/e")).isFalse();
    assertThat(files.makeDirectory("d")).isFalse();
    assertThat(files.list())
        .extracting(SessionFiles.Entry::path, SessionFiles.Entry::type)
        .containsExactly(
            tuple("d", SessionFiles.Type.DIRECTORY), tuple("d/e", SessionFiles.Type.DIRECTORY));
    files.write("d/a", new byte[0]);
    refused(Reason.NOT_A_FILE, () -> files.makeDirectory("d/a"));
    refused(Reason.NOT_A_FILE, () -> files.makeDirectory("d/a/b"));
  }

  @Test
  void movesFilesAndWholeDirectories() {
    files.write("d/a", "one".getBytes(UTF_8));
    files.move("d/a", "x/y/b");
    assertThat(files.read("x/y/b")).asString(UTF_8).isEqualTo("one");
    files.move("x", "z");
    assertThat(files.read("z/y/b")).asString(UTF_8).isEqualTo("one");
    files.write("c", "two".getBytes(UTF_8));
    files.move("c", "z/y/b");
    assertThat(files.list())
        .extracting(SessionFiles.Entry::path)
        .containsExactly("d", "z", "z/y", "z/y/b");
    assertThat(files.read("z/y/b")).asString(UTF_8).isEqualTo("two");
    refused(Reason.NOT_FOUND, () -> files.move("nothing", "d/a"));
    refused(Reason.INVALID_PATH, () -> files.move("z", "z/y/inner"));
    refused(Reason.INVALID_PATH, () -> files.move("z", "../tmp/z"));
    refused(Reason.NOT_A_FILE, () -> files.move("z/y/b", "d"));
  }

  @Test
  void removesDirectoriesWithAllThatIsInThem() throws ErrnoException {
    for (String path : List.of("d/a", "d/e/f/a", "d/e/g/a", "d/h/a")) {
      files.write(path, new byte[] {1});
    }
    fs.symlink("/tmp", fs.root(), "sandbox/d/link");
    fs.makeDirectory(fs.root(), "tmp/stays");
    int inodes = fs.usage().inodes();
    files.deleteTree("d");
    assertThat(files.list()).isEmpty();
    assertThat(fs.usage().inodes()).isEqualTo(inodes - 10);
    assertThat(fs.usage().bytes()).isZero();
    assertThat(fs.stat(fs.root(), "tmp/stays", false).type()).isEqualTo(FileType.DIRECTORY);
    refused(Reason.NOT_FOUND, () -> files.deleteTree("d"));
    files.write("a", new byte[0]);
    files.deleteTree("a");
    assertThat(files.list()).isEmpty();
  }

  @Test
  void takesBackWhatAnExecutionRemoved() {
    files.write("d/e/a", "one".getBytes(UTF_8));
    fs.mark();
    files.deleteTree("d");
    files.makeDirectory("d/other");
    fs.rollBack();
    assertThat(files.read("d/e/a")).asString(UTF_8).isEqualTo("one");
    assertThat(files.list())
        .extracting(SessionFiles.Entry::path)
        .containsExactly("d", "d/e", "d/e/a");
  }

  @Test
  void hasTheWorkingFolderUnderASecondName() throws ErrnoException {
    files.write("d/a", "one".getBytes(UTF_8));
    assertThat(fs.stat(fs.root(), "home/user/d/a", false))
        .isEqualTo(fs.stat(fs.root(), "sandbox/d/a", false));
    fs.makeDirectory(fs.root(), "home/user/new");
    fs.rename(fs.root(), "home/user/d/a", fs.root(), "sandbox/new/b");
    assertThat(files.read("new/b")).asString(UTF_8).isEqualTo("one");
    Refusals.assertRefused(Errno.EROFS, () -> fs.makeDirectory(fs.root(), "home/other"));
    Refusals.assertRefused(Errno.EROFS, () -> fs.removeDirectory(fs.root(), "home/user"));
    Refusals.assertRefused(Errno.EROFS, () -> fs.removeDirectory(fs.root(), "home"));
    Refusals.assertRefused(
        Errno.EROFS, () -> fs.rename(fs.root(), "home/user", fs.root(), "sandbox/home"));
    Refusals.assertRefused(
        Errno.EINVAL, () -> fs.rename(fs.root(), "sandbox/new", fs.root(), "home/user/new/inner"));
  }

  @Test
  void keepsToTheQuotaAndLeavesNothingHalfDone() {
    files.write("a", new byte[60]);
    refused(Reason.QUOTA_EXCEEDED, () -> files.write("b", new byte[41]));
    refused(Reason.QUOTA_EXCEEDED, () -> files.write("a", new byte[101]));
    assertThat(files.read("a")).hasSize(60);
    assertThat(files.list()).extracting(SessionFiles.Entry::path).containsExactly("a");
    files.write("b", new byte[40]);
    assertThat(files.write("a", new byte[60])).isFalse();
    assertThat(fs.usage().bytes()).isEqualTo(100);
  }

  @Test
  void leavesAnOpenFileOfTheGuestUsable() throws ErrnoException {
    files.write("a", "old".getBytes(UTF_8));
    FileHandle open = (FileHandle) fs.open(fs.root(), "sandbox/a", EnumSet.of(OpenFlag.READ));
    files.write("a", "newer".getBytes(UTF_8));
    assertThat(FileSystemContract.content(open)).isEqualTo("newer");
    files.delete("a");
    assertThat(FileSystemContract.content(open)).isEqualTo("newer");
  }

  @Test
  void givesAFileAsItWasHoweverItChanges() throws ErrnoException {
    files.write("a", "0123456789".getBytes(UTF_8));
    FileBytes before = files.open("a");
    FileHandle open = (FileHandle) fs.open(fs.root(), "sandbox/a", EnumSet.of(OpenFlag.WRITE));
    open.write(3, "x".getBytes(UTF_8), 0, 1);
    FileBytes between = files.open("a");
    open.resize(2);
    files.delete("a");
    assertThat(before.toArray()).asString(UTF_8).isEqualTo("0123456789");
    assertThat(between.toArray()).asString(UTF_8).isEqualTo("012x456789");
  }

  @Test
  void pagesTogetherAreTheWholeList() {
    for (String path : List.of("a", "a.b", "b/c", "b/d/é", "b.c", "b-c", "b/d.x")) {
      files.write(path, new byte[1]);
    }
    List<String> all = files.list().stream().map(SessionFiles.Entry::path).toList();
    assertThat(all).isSorted().contains("b", "b/d", "b/d/é").hasSize(9);
    for (int size = 1; size <= all.size(); size++) {
      List<String> paged = new ArrayList<>();
      String after = "";
      List<SessionFiles.Entry> page = files.list("", after, size);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(size);
        page.forEach(entry -> paged.add(entry.path()));
        after = page.getLast().path();
        page = files.list("", after, size);
      }
      assertThat(paged).isEqualTo(all);
    }
  }

  @Test
  void aPrefixNarrowsTheList() {
    for (String path : List.of("a", "b/c", "b/d/e", "bc", "c")) {
      files.write(path, new byte[1]);
    }
    for (String prefix : List.of("b", "b/", "b/d", "b/d/e", "x", "c")) {
      List<String> wanted =
          files.list().stream()
              .map(SessionFiles.Entry::path)
              .filter(path -> path.startsWith(prefix))
              .toList();
      assertThat(files.list(prefix, "", 100))
          .extracting(SessionFiles.Entry::path)
          .isEqualTo(wanted);
    }
  }

  @Test
  void readsHolesAndWhatSpansManyChunks() throws ErrnoException {
    MemoryFileSystem large = MemoryFileSystems.create(new FileQuota(1 << 20, 10), time);
    byte[] content = new byte[3 * FileContent.CHUNK_BYTES + 7];
    new Random(1).nextBytes(content);
    large.files().write("a", content);
    assertThat(large.files().read("a")).isEqualTo(content);
    FileHandle open =
        (FileHandle) large.open(large.root(), "sandbox/a", EnumSet.of(OpenFlag.WRITE));
    open.resize(1);
    open.resize(FileContent.CHUNK_BYTES + 5);
    open.write(2L * FileContent.CHUNK_BYTES, new byte[] {9}, 0, 1);
    byte[] holed = new byte[2 * FileContent.CHUNK_BYTES + 1];
    holed[0] = content[0];
    holed[holed.length - 1] = 9;
    assertThat(large.files().read("a")).isEqualTo(holed);
    assertThat(large.files().open("a").from(holed.length).hasRemaining()).isFalse();
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(SessionFileException.class)
        .isThrownBy(call)
        .extracting(SessionFileException::reason)
        .isEqualTo(reason);
  }
}
