package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.APPEND;
import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.QUOTA_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.READ;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.VECTORS;
import static io.serpentarium.sandbox.wasi.WasiFixture.WRITE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.vfs.Errno;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransferFunctionsTest {

  private static final int CAP = GuestView.TRANSFER_BYTES;
  private static final long CLOSED = 9;
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final WasiFixture guest = new WasiFixture();
  private final int file = guest.create("sandbox/a", "hello");

  @Test
  void readMovesThePosition() {
    assertThat(guest.read(file, 2)).isEqualTo("he");
    assertThat(guest.read(file, 9)).isEqualTo("llo");
    assertThat(guest.read(file, 9)).isEmpty();
  }

  @Test
  void readScattersOverItsVectors() {
    guest.vectors(BUFFER, 1, BUFFER + 100, 0, BUFFER + 200, 2, BUFFER + 300, 50);
    guest.ok("fd_read", file, VECTORS, 4, OUT);
    assertThat(guest.out()).isEqualTo(5);
    assertThat(guest.text(BUFFER, 1) + guest.text(BUFFER + 200, 2) + guest.text(BUFFER + 300, 2))
        .isEqualTo("hello");
    assertThat(guest.memory.getByte(BUFFER + 302)).isZero();
  }

  @Test
  void writeGathersItsVectors() {
    guest.put(BUFFER, "abcdef");
    guest.vectors(BUFFER + 4, 2, BUFFER, 3);
    guest.ok("fd_write", file, VECTORS, 2, OUT);
    assertThat(guest.out()).isEqualTo(5);
    guest.ok("fd_seek", file, 0, 0, OUT);
    assertThat(guest.read(file, 9)).isEqualTo("efabc");
  }

  @Test
  void positionedTransfersLeaveThePosition() {
    guest.put(BUFFER, "XY");
    guest.vectors(BUFFER, 2);
    guest.ok("fd_pwrite", file, VECTORS, 1, 3, OUT);
    assertThat(guest.out()).isEqualTo(2);
    guest.vectors(BUFFER, 9);
    guest.ok("fd_pread", file, VECTORS, 1, 2, OUT);
    assertThat(guest.text(BUFFER, guest.out())).isEqualTo("lXY");
    assertThat(guest.read(file, 9)).isEqualTo("helXY");
  }

  @Test
  void appendingWritesAtTheEnd() {
    int appending = guest.open("sandbox/a", 0, WRITE, APPEND);
    guest.write(appending, " you");
    assertThat(guest.read(file, 20)).isEqualTo("hello you");
  }

  @Test
  void oneCallMovesAtMostTheTransferBuffer() {
    guest.vectors(BUFFER, CAP - 1, BUFFER, 2);
    guest.ok("fd_write", file, VECTORS, 2, OUT);
    assertThat(guest.out()).isEqualTo(CAP);
    guest.vectors(BUFFER, CAP + 1);
    guest.ok("fd_pwrite", file, VECTORS, 1, CAP, OUT);
    assertThat(guest.out()).isEqualTo(CAP);
    guest.ok("fd_pread", file, VECTORS, 1, 0, OUT);
    assertThat(guest.out()).isEqualTo(CAP);
    guest.ok("fd_seek", file, 0, 0, OUT);
    guest.ok("fd_read", file, VECTORS, 1, OUT);
    assertThat(guest.out()).isEqualTo(CAP);
    guest.ok("fd_write", STDOUT, VECTORS, 1, OUT);
    assertThat(guest.out()).isEqualTo(CAP);
  }

  @Test
  void closedDescriptorsAreBad() {
    for (long number : new long[] {CLOSED, (1L << 32) - 1}) {
      transfersFail(Errno.EBADF, number, VECTORS, 0);
      guest.fails(Errno.EBADF, "fd_readdir", number, BUFFER, 0, 0, OUT);
    }
  }

  @Test
  void otherKindsOfDescriptorAreRefused() {
    guest.fails(Errno.EISDIR, "fd_read", ROOT, VECTORS, 0, OUT);
    guest.fails(Errno.EISDIR, "fd_pread", ROOT, VECTORS, 0, 0, OUT);
    guest.fails(Errno.EBADF, "fd_write", ROOT, VECTORS, 0, OUT);
    guest.fails(Errno.EISDIR, "fd_pwrite", ROOT, VECTORS, 0, 0, OUT);
    guest.fails(Errno.ESPIPE, "fd_pread", STDIN, VECTORS, 0, 0, OUT);
    guest.fails(Errno.ESPIPE, "fd_pwrite", STDOUT, VECTORS, 0, 0, OUT);
    guest.fails(Errno.EBADF, "fd_read", STDOUT, VECTORS, 0, OUT);
    guest.fails(Errno.EBADF, "fd_write", STDIN, VECTORS, 0, OUT);
    guest.fails(Errno.ENOTDIR, "fd_readdir", file, BUFFER, 9, 0, OUT);
    guest.fails(Errno.ENOTDIR, "fd_readdir", STDIN, BUFFER, 9, 0, OUT);
  }

  @Test
  void filesAreUsedAsTheyWereOpened() {
    int reading = guest.open("sandbox/a", 0, READ, 0);
    int writing = guest.open("sandbox/a", 0, WRITE, 0);
    guest.vectors(BUFFER, 1);
    guest.fails(Errno.EBADF, "fd_write", reading, VECTORS, 1, OUT);
    guest.fails(Errno.EBADF, "fd_pwrite", reading, VECTORS, 1, 0, OUT);
    guest.fails(Errno.EBADF, "fd_read", writing, VECTORS, 1, OUT);
    guest.fails(Errno.EBADF, "fd_pread", writing, VECTORS, 1, 0, OUT);
  }

  @Test
  void badPointersAreFaults() {
    guest.fails(Errno.EFAULT, "fd_read", file, VECTORS, 0, MEMORY_BYTES - 3);
    guest.fails(Errno.EFAULT, "fd_write", file, VECTORS, 0, MEMORY_BYTES - 3);
    guest.fails(Errno.EFAULT, "fd_pread", file, VECTORS, 0, 0, MEMORY_BYTES - 3);
    guest.fails(Errno.EFAULT, "fd_pwrite", file, VECTORS, 0, 0, MEMORY_BYTES - 3);
    transfersFail(Errno.EFAULT, file, MEMORY_BYTES - 7, 1);
    guest.vectors(BUFFER, 1, MEMORY_BYTES - 1, 2);
    transfersFail(Errno.EFAULT, file, VECTORS, 2);
    guest.vectors(BUFFER, -1);
    transfersFail(Errno.EFAULT, file, VECTORS, 1);
    guest.fails(Errno.EFAULT, "fd_readdir", ROOT, MEMORY_BYTES - 1, 2, 0, OUT);
    guest.fails(Errno.EFAULT, "fd_readdir", ROOT, BUFFER, 2, 0, MEMORY_BYTES - 3);
    assertThat(guest.read(file, 9)).isEqualTo("hello");
  }

  @Test
  void tooManyVectorsAreInvalid() {
    transfersFail(Errno.EINVAL, file, VECTORS, 1025);
    transfersFail(Errno.EINVAL, file, VECTORS, (1L << 32) - 1);
    guest.ok("fd_read", file, BUFFER + 4096, 1024, OUT);
  }

  @Test
  void negativeOffsetsAreInvalid() {
    guest.vectors(BUFFER, 1);
    guest.fails(Errno.EINVAL, "fd_pread", file, VECTORS, 1, -1, OUT);
    guest.fails(Errno.EINVAL, "fd_pwrite", file, VECTORS, 1, Long.MIN_VALUE, OUT);
  }

  @Test
  void farWritesAreTooBigAndFarReadsEmpty() {
    guest.vectors(BUFFER, 1);
    for (long offset : new long[] {1L << 32, 1L << 62, Long.MAX_VALUE}) {
      guest.fails(Errno.EFBIG, "fd_pwrite", file, VECTORS, 1, offset, OUT);
      guest.ok("fd_pread", file, VECTORS, 1, offset, OUT);
      assertThat(guest.out()).isZero();
      guest.ok("fd_seek", file, offset, 0, OUT);
      guest.fails(Errno.EFBIG, "fd_write", file, VECTORS, 1, OUT);
    }
  }

  @Test
  void writesBeyondTheQuotaWriteNothing() {
    guest.vectors(BUFFER, 2);
    guest.fails(Errno.EDQUOT, "fd_pwrite", file, VECTORS, 1, QUOTA_BYTES - 1, OUT);
    guest.ok("fd_pwrite", file, VECTORS, 1, QUOTA_BYTES - 2, OUT);
    guest.ok("fd_seek", file, 0, 2, OUT);
    guest.fails(Errno.EDQUOT, "fd_write", file, VECTORS, 1, OUT);
    assertThat(guest.files.usage().bytes()).isEqualTo(QUOTA_BYTES);
  }

  @Test
  void streamsAreReadAndWritten() {
    guest.streams.input = "in".getBytes(UTF_8);
    assertThat(guest.read(STDIN, 9)).isEqualTo("in");
    assertThat(guest.read(STDIN, 9)).isEmpty();
    guest.write(STDOUT, "out");
    guest.streams.mostTaken = 2;
    guest.write(STDERR, "err");
    assertThat(guest.out()).isEqualTo(2);
    assertThat(guest.streams.stdout.toString(UTF_8)).isEqualTo("out");
    assertThat(guest.streams.stderr.toString(UTF_8)).isEqualTo("er");
  }

  @Test
  void interruptedStreamsSaySo() {
    guest.streams.interrupted = true;
    guest.vectors(BUFFER, 1);
    guest.fails(Errno.EINTR, "fd_read", STDIN, VECTORS, 1, OUT);
    guest.fails(Errno.EINTR, "fd_write", STDOUT, VECTORS, 1, OUT);
    guest.ok("fd_read", STDIN, VECTORS, 0, OUT);
    guest.ok("fd_write", STDOUT, VECTORS, 0, OUT);
  }

  @Test
  void nonBlockingStdinIsReadOnlyWhenReadable() {
    guest.streams.input = "in".getBytes(UTF_8);
    guest.vectors(BUFFER, 1);
    guest.ok("fd_fdstat_set_flags", STDIN, 4);
    guest.fails(Errno.EAGAIN, "fd_read", STDIN, VECTORS, 1, OUT);
    guest.streams.readable = true;
    assertThat(guest.read(STDIN, 9)).isEqualTo("in");
  }

  @Test
  void directoryIsListedWithItsDots() {
    assertThat(list("", 4096)).containsExactly(".", "..", "lib", "dev", "sandbox", "tmp", "home");
    assertThat(list("lib/python3.13", 4096)).containsExactly(".", "..", "json", "os.py");
  }

  @Test
  void smallBuffersGiveTheSameEntriesOneAtATime() {
    assertThat(list("", 24 + 7)).containsExactly(".", "..", "lib", "dev", "sandbox", "tmp", "home");
  }

  @Test
  void cookieBeyondAnyIsTheEnd() {
    for (long cookie : new long[] {1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      guest.ok("fd_readdir", ROOT, BUFFER, 1024, cookie, OUT);
      assertThat(guest.out()).as("%d", cookie).isZero();
    }
  }

  @Test
  void lastEntryIsCutWhereTheBufferEnds() {
    for (int room : new int[] {0, 1, 24, 25, 26, 60}) {
      guest.memory.putByte(BUFFER + room, (byte) 0x7f);
      guest.ok("fd_readdir", ROOT, BUFFER, room, 0, OUT);
      assertThat(guest.out()).isEqualTo(room);
      assertThat(guest.memory.getByte(BUFFER + room)).isEqualTo((byte) 0x7f);
    }
  }

  @Test
  void cookiesBeyondTheEndGiveNothing() {
    for (int directory : new int[] {ROOT, guest.openDirectory("lib/python3.13")}) {
      guest.ok("fd_readdir", directory, BUFFER, 99, Long.MAX_VALUE, OUT);
      assertThat(guest.out()).isZero();
    }
  }

  @Test
  void bufferBeyondTheTransferCapIsFilledWhole() {
    String name = "n".repeat(250);
    for (int i = 100; i < 400; i++) {
      assertThat(guest.path("path_create_directory", ROOT, "tmp/" + name + i)).isZero();
    }
    int directory = guest.openDirectory("tmp");
    guest.ok("fd_readdir", directory, BUFFER, 100_000, 0, OUT);
    assertThat(guest.out()).isEqualTo(25 + 26 + 300 * (24 + 253)).isGreaterThan(CAP);
    guest.fails(Errno.EFAULT, "fd_readdir", directory, BUFFER, MEMORY_BYTES, 0, OUT);
  }

  private void transfersFail(Errno errno, long number, long vectors, long count) {
    guest.fails(errno, "fd_read", number, vectors, count, OUT);
    guest.fails(errno, "fd_write", number, vectors, count, OUT);
    guest.fails(errno, "fd_pread", number, vectors, count, 0, OUT);
    guest.fails(errno, "fd_pwrite", number, vectors, count, 0, OUT);
  }

  /** Lists as a C library does: an entry that is cut is asked for again. */
  private List<String> list(String path, int room) {
    int directory = path.isEmpty() ? ROOT : guest.openDirectory(path);
    List<String> names = new ArrayList<>();
    long cookie = 0;
    int used = room;
    while (used == room) {
      guest.ok("fd_readdir", directory, BUFFER, room, cookie, OUT);
      used = guest.out();
      long at = BUFFER;
      while (at + 24 <= BUFFER + used) {
        int length = guest.memory.getInt(at + 16);
        if (at + 24 + length > BUFFER + used) {
          break;
        }
        names.add(guest.text(at + 24, length));
        cookie = guest.memory.getLong(at);
        at += 24 + length;
      }
    }
    return names;
  }
}
