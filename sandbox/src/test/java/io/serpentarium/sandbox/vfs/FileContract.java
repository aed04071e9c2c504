package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.OpenFlag.CREATE;
import static io.serpentarium.sandbox.vfs.OpenFlag.DIRECTORY;
import static io.serpentarium.sandbox.vfs.OpenFlag.EXCLUSIVE;
import static io.serpentarium.sandbox.vfs.OpenFlag.NO_FOLLOW;
import static io.serpentarium.sandbox.vfs.OpenFlag.READ;
import static io.serpentarium.sandbox.vfs.OpenFlag.TRUNCATE;
import static io.serpentarium.sandbox.vfs.OpenFlag.WRITE;
import static io.serpentarium.sandbox.vfs.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file system does with the content of files, and with opening them. */
abstract class FileContract extends FileSystemContract {

  private static final byte[] X = "x".getBytes(UTF_8);

  @Test
  void writesAndReadsBack() throws ErrnoException {
    put("sandbox/a", "hello");
    assertThat(content("sandbox/a")).isEqualTo("hello");
    assertThat(stat("sandbox/a").size()).isEqualTo(5);
  }

  @Test
  void behavesLikeAnArrayUnderRandomWritesAndCuts() throws ErrnoException {
    Random random = new Random(1);
    byte[] model = new byte[0];
    FileHandle file = created("sandbox/a");
    for (int i = 0; i < 2000; i++) {
      if (random.nextInt(4) == 0) {
        model = Arrays.copyOf(model, random.nextInt(60_000));
        file.resize(model.length);
      } else {
        byte[] piece = new byte[random.nextInt(20_000)];
        random.nextBytes(piece);
        int at = random.nextInt(40_000);
        file.write(at, piece, 0, piece.length);
        int end = piece.length == 0 ? 0 : at + piece.length;
        model = Arrays.copyOf(model, Math.max(model.length, end));
        System.arraycopy(piece, 0, model, Math.min(at, model.length), piece.length);
      }
      assertThat(fs.usage().bytes()).isEqualTo(model.length);
    }
    byte[] read = new byte[model.length + 10];
    assertThat(file.read(0, read, 0, read.length)).isEqualTo(model.length);
    assertThat(Arrays.copyOf(read, model.length)).isEqualTo(model);
  }

  @Test
  void readsAHoleAsZeros() throws ErrnoException {
    FileHandle file = created("sandbox/a");
    file.write(50_000, X, 0, 1);
    byte[] read = new byte[50_001];
    Arrays.fill(read, (byte) 7);
    assertThat(file.read(0, read, 0, read.length)).isEqualTo(50_001);
    assertThat(read[49_999]).isZero();
    assertThat(read[0]).isZero();
    assertThat(read[50_000]).isEqualTo((byte) 'x');
  }

  @Test
  void forgetsWhatWasCutOff() throws ErrnoException {
    FileHandle file = created("sandbox/a");
    file.write(0, "secret".getBytes(UTF_8), 0, 6);
    file.resize(1);
    file.resize(6);
    assertThat(content(file)).isEqualTo("s\0\0\0\0\0");
  }

  @Test
  void readsNothingAtOrBeyondTheEnd() throws ErrnoException {
    put("sandbox/a", "abc");
    FileHandle file = file("sandbox/a", READ);
    assertThat(file.read(3, new byte[9], 0, 9)).isZero();
    assertThat(file.read(Long.MAX_VALUE, new byte[9], 0, 9)).isZero();
    assertThat(file.read(2, new byte[9], 0, 9)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 32, 1L << 33, 1L << 40, 1L << 62, Long.MAX_VALUE})
  void refusesToGrowBeyondTheLargestFile(long position) throws ErrnoException {
    open(new FileQuota(Long.MAX_VALUE, INODES));
    FileHandle file = created("sandbox/a");
    assertRefused(Errno.EFBIG, () -> file.write(position, X, 0, 1));
    assertRefused(
        Errno.EFBIG, () -> file.ensureSize(Math.max(position, FileSystem.MAX_FILE_BYTES + 1)));
    assertThat(file.size()).isZero();
    assertThat(fs.usage().bytes()).isZero();
  }

  @Test
  void growsToTheLargestFileWithoutTakingItsHeap() throws ErrnoException {
    open(new FileQuota(Long.MAX_VALUE, INODES));
    FileHandle file = created("sandbox/a");
    file.resize(FileSystem.MAX_FILE_BYTES);
    file.write(FileSystem.MAX_FILE_BYTES - 1, X, 0, 1);
    assertThat(file.size()).isEqualTo(FileSystem.MAX_FILE_BYTES);
    byte[] last = new byte[2];
    assertThat(file.read(FileSystem.MAX_FILE_BYTES - 2, last, 0, 2)).isEqualTo(2);
    assertThat(last).containsExactly(0, 'x');
  }

  @Test
  void appendsAtTheEndThatOthersMove() throws ErrnoException {
    put("sandbox/a", "ab");
    FileHandle one = file("sandbox/a", WRITE);
    FileHandle two = file("sandbox/a", WRITE);
    assertThat(one.append(X, 0, 1)).isEqualTo(3);
    assertThat(two.append(X, 0, 1)).isEqualTo(4);
    assertThat(content("sandbox/a")).isEqualTo("abxx");
  }

  @Test
  void ensuresASizeButNeverCuts() throws ErrnoException {
    put("sandbox/a", "abc");
    FileHandle file = file("sandbox/a", WRITE);
    file.ensureSize(2);
    assertThat(file.size()).isEqualTo(3);
    file.ensureSize(10);
    assertThat(file.size()).isEqualTo(10);
  }

  @Test
  void keepsToTheAccessAskedFor() throws ErrnoException {
    put("sandbox/a", "abc");
    FileHandle reading = file("sandbox/a", READ);
    FileHandle writing = file("sandbox/a", WRITE);
    assertRefused(Errno.EBADF, () -> reading.write(0, X, 0, 1));
    assertRefused(Errno.EBADF, () -> reading.append(X, 0, 1));
    assertRefused(Errno.EBADF, () -> reading.resize(0));
    assertRefused(Errno.EBADF, () -> reading.ensureSize(9));
    assertRefused(Errno.EBADF, () -> writing.read(0, new byte[1], 0, 1));
    assertThat(reading.readable()).isTrue();
    assertThat(reading.writable()).isFalse();
    assertThat(writing.readable()).isFalse();
    assertThat(writing.writable()).isTrue();
  }

  @Test
  void refusesEverythingOnAClosedHandle() throws ErrnoException {
    FileHandle file = created("sandbox/a");
    file.close();
    file.close();
    assertRefused(Errno.EBADF, file::stat);
    assertRefused(Errno.EBADF, file::size);
    assertRefused(Errno.EBADF, () -> file.read(0, new byte[1], 0, 1));
    assertRefused(Errno.EBADF, () -> file.write(0, X, 0, 1));
    assertRefused(Errno.EBADF, () -> file.setTimes(new TimesChange(0, 0)));
  }

  @Test
  void createsTruncatesAndExcludes() throws ErrnoException {
    refusedToOpen(Errno.ENOENT, "sandbox/a", EnumSet.of(WRITE));
    put("sandbox/a", "abc");
    refusedToOpen(Errno.EEXIST, "sandbox/a", EnumSet.of(WRITE, CREATE, EXCLUSIVE));
    assertThat(content("sandbox/a")).isEqualTo("abc");
    file("sandbox/a", WRITE, TRUNCATE).close();
    assertThat(content("sandbox/a")).isEmpty();
    assertThat(fs.usage().bytes()).isZero();
  }

  @Test
  void opensADirectoryForReadingOnly() {
    for (Set<OpenFlag> flags :
        Set.of(EnumSet.of(WRITE), EnumSet.of(READ, CREATE), EnumSet.of(READ, TRUNCATE))) {
      refusedToOpen(Errno.EISDIR, "sandbox", flags);
    }
    refusedToOpen(Errno.EINVAL, "sandbox/new", EnumSet.of(READ, CREATE, DIRECTORY));
  }

  @Test
  void refusesAFileWhereADirectoryIsAskedFor() throws ErrnoException {
    put("sandbox/a", "abc");
    refusedToOpen(Errno.ENOTDIR, "sandbox/a", EnumSet.of(READ, DIRECTORY));
    refusedToOpen(Errno.ENOTDIR, "sandbox/a/", EnumSet.of(READ));
    refusedToOpen(Errno.ENOTDIR, "sandbox/a/b", EnumSet.of(READ));
    refusedToOpen(Errno.EISDIR, "sandbox/b/", EnumSet.of(WRITE, CREATE));
  }

  @Test
  void opensALinkByWhatItLeadsTo() throws ErrnoException {
    fs.symlink("a", root, "sandbox/link");
    refusedToOpen(Errno.ENOENT, "sandbox/link", EnumSet.of(READ));
    refusedToOpen(Errno.EEXIST, "sandbox/link", EnumSet.of(WRITE, CREATE, EXCLUSIVE));
    put("sandbox/link", "through");
    assertThat(content("sandbox/a")).isEqualTo("through");
    refusedToOpen(Errno.ELOOP, "sandbox/link", EnumSet.of(READ, NO_FOLLOW));
    refusedToOpen(Errno.ENOTDIR, "sandbox/link", EnumSet.of(READ, NO_FOLLOW, DIRECTORY));
  }

  @Test
  void keepsARemovedFileUntilItIsClosed() throws ErrnoException {
    put("sandbox/a", "abc");
    FileHandle file = file("sandbox/a", READ, WRITE);
    fs.removeFile(root, "sandbox/a");
    assertThat(content(file)).isEqualTo("abc");
    assertThat(file.stat().links()).isZero();
    file.write(3, X, 0, 1);
    assertThat(fs.usage()).isEqualTo(new DiskUsage(4, 1, 0, 0));
    file.close();
    assertThat(fs.usage()).isEqualTo(new DiskUsage(0, 0, 0, 0));
  }

  @Test
  void givesTheImageButNoWayToChangeIt() throws ErrnoException {
    assertThat(content("lib/python3.13/os.pyc")).isEqualTo("os.pyc");
    refusedToOpen(Errno.EROFS, "lib/python3.13/os.pyc", EnumSet.of(WRITE));
    refusedToOpen(Errno.EROFS, "lib/python3.13/os.pyc", EnumSet.of(READ, TRUNCATE));
    refusedToOpen(Errno.EROFS, "lib/python3.13/new", EnumSet.of(WRITE, CREATE));
    refusedToOpen(Errno.EROFS, "lib/new", EnumSet.of(WRITE, CREATE));
    refusedToOpen(Errno.EROFS, "new", EnumSet.of(WRITE, CREATE));
    FileHandle file = file("lib/python3.13/os.pyc", READ);
    assertRefused(Errno.EROFS, () -> file.setTimes(new TimesChange(0, 0)));
    assertThat(file.read(Long.MAX_VALUE, new byte[1], 0, 1)).isZero();
  }

  @Test
  void setsTimes() throws ErrnoException {
    put("sandbox/a", "abc");
    fs.setTimes(root, "sandbox/a", true, new TimesChange(5, 7));
    assertThat(stat("sandbox/a").accessed()).isEqualTo(5);
    assertThat(stat("sandbox/a").modified()).isEqualTo(7);
    time.set(START + 5_000);
    fs.setTimes(root, "sandbox/a", true, new TimesChange(TimesChange.KEEP, TimesChange.NOW));
    assertThat(stat("sandbox/a").accessed()).isEqualTo(5);
    assertThat(stat("sandbox/a").modified()).isEqualTo(START + 5_000);
  }

  @Test
  void givesTimesInWholeMicroseconds() throws ErrnoException {
    time.set(START + 123_456_789);
    put("sandbox/a", "");
    assertThat(stat("sandbox/a").modified()).isEqualTo(START + 123_456_000);
  }
}
