package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.APPEND;
import static io.serpentarium.sandbox.wasi.WasiFixture.CREATE;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.QUOTA_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.READ;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

final class FdFunctionsTest {

  private static final long CLOSED = 9;
  private static final int SET = 0;
  private static final int CUR = 1;
  private static final int END = 2;

  private final WasiFixture guest = new WasiFixture();
  private final int file = guest.create("sandbox/a", "hello");

  @Test
  void closedDescriptorsAreBad() {
    for (long number : new long[] {CLOSED, WasiFixture.MAX_OPEN, 1L << 31, (1L << 32) - 1}) {
      guest.fails(Errno.EBADF, "fd_advise", number, 0, 0, 0);
      guest.fails(Errno.EBADF, "fd_allocate", number, 0, 1);
      guest.fails(Errno.EBADF, "fd_close", number);
      guest.fails(Errno.EBADF, "fd_datasync", number);
      guest.fails(Errno.EBADF, "fd_fdstat_get", number, OUT);
      guest.fails(Errno.EBADF, "fd_fdstat_set_flags", number, 0);
      guest.fails(Errno.EBADF, "fd_fdstat_set_rights", number, 0, 0);
      guest.fails(Errno.EBADF, "fd_filestat_get", number, OUT);
      guest.fails(Errno.EBADF, "fd_filestat_set_size", number, 0);
      guest.fails(Errno.EBADF, "fd_filestat_set_times", number, 0, 0, 0);
      guest.fails(Errno.EBADF, "fd_prestat_get", number, OUT);
      guest.fails(Errno.EBADF, "fd_prestat_dir_name", number, OUT, 8);
      guest.fails(Errno.EBADF, "fd_renumber", number, file);
      guest.fails(Errno.EBADF, "fd_renumber", file, number);
      guest.fails(Errno.EBADF, "fd_seek", number, 0, SET, OUT);
      guest.fails(Errno.EBADF, "fd_sync", number);
      guest.fails(Errno.EBADF, "fd_tell", number, OUT);
    }
  }

  @Test
  void outPointersBeyondTheMemoryAreFaults() {
    guest.fails(Errno.EFAULT, "fd_fdstat_get", file, MEMORY_BYTES - 23);
    guest.fails(Errno.EFAULT, "fd_filestat_get", file, MEMORY_BYTES - 63);
    guest.fails(Errno.EFAULT, "fd_filestat_get", 0, MEMORY_BYTES - 63);
    guest.fails(Errno.EFAULT, "fd_prestat_get", ROOT, MEMORY_BYTES - 7);
    guest.fails(Errno.EFAULT, "fd_prestat_dir_name", ROOT, MEMORY_BYTES, 1);
    guest.fails(Errno.EFAULT, "fd_seek", file, 1, SET, MEMORY_BYTES - 7);
    guest.fails(Errno.EFAULT, "fd_tell", file, MEMORY_BYTES - 7);
    guest.ok("fd_fdstat_get", file, MEMORY_BYTES - 24);
    guest.ok("fd_filestat_get", file, MEMORY_BYTES - 64);
    assertThat(tell()).isZero();
  }

  @Test
  void everyOutPointerIsAFaultBeforeThereIsAMemory() {
    WasiHost host =
        new WasiHost(
            guest.files,
            4,
            guest.streams,
            guest.wait,
            (clock, delay) -> {},
            new SystemWasiClock(),
            (to, length) -> {});
    assertThat(host.functions())
        .filteredOn(f -> f.name().equals("fd_fdstat_get"))
        .allSatisfy(
            f ->
                assertThat(f.body().call(new long[] {0, 0}))
                    .isEqualTo(WasiFixture.of(Errno.EFAULT)));
  }

  @Test
  void closedNumberIsGivenAgain() {
    guest.ok("fd_close", file);
    guest.fails(Errno.EBADF, "fd_close", file);
    assertThat(guest.create("sandbox/b")).isEqualTo(file);
  }

  @Test
  void renumberReplacesTheTarget() {
    int other = guest.create("sandbox/b", "other");
    guest.ok("fd_renumber", file, other);
    guest.fails(Errno.EBADF, "fd_tell", file, OUT);
    assertThat(guest.read(other, 9)).isEqualTo("hello");
    guest.ok("fd_renumber", other, other);
    assertThat(guest.call("fd_tell", other, OUT)).isZero();
  }

  @Test
  void fdstatTellsTypeAndFlags() {
    int appending = guest.open("sandbox/b", CREATE, WRITE, APPEND);
    assertThat(fdstat(0)).isEqualTo(2);
    assertThat(fdstat(ROOT)).isEqualTo(3);
    assertThat(fdstat(file)).isEqualTo(4);
    assertThat(fdstat(appending)).isEqualTo(4 | APPEND << 16);
    guest.ok("fd_fdstat_set_flags", appending, 0);
    assertThat(fdstat(appending)).isEqualTo(4);
    guest.ok("fd_fdstat_set_flags", 0, 4);
    assertThat(fdstat(0)).isEqualTo(2 | 4 << 16);
    guest.fails(Errno.EBADF, "fd_fdstat_set_flags", ROOT, 0);
    guest.fails(Errno.ENOTSUP, "fd_fdstat_set_rights", file, 0, 0);
  }

  @Test
  void filestatTellsTypeAndSize() {
    guest.ok("fd_filestat_get", file, OUT);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) 4);
    assertThat(guest.memory.getLong(OUT + 24)).isEqualTo(1);
    assertThat(guest.memory.getLong(OUT + 32)).isEqualTo(5);
    guest.ok("fd_filestat_get", ROOT, OUT);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) 3);
    guest.ok("fd_filestat_get", 1, OUT);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) 2);
  }

  @Test
  void timesAreSetAsTheFlagsSay() {
    guest.ok("fd_filestat_set_times", file, 1000, 2000, 1 | 4);
    guest.ok("fd_filestat_get", file, OUT);
    assertThat(guest.memory.getLong(OUT + 40)).isEqualTo(1000);
    assertThat(guest.memory.getLong(OUT + 48)).isEqualTo(2000);
    guest.ok("fd_filestat_set_times", file, -9, -9, 2);
    guest.ok("fd_filestat_get", file, OUT);
    assertThat(guest.memory.getLong(OUT + 40)).isEqualTo(1_700_000_000_123_456_000L);
    assertThat(guest.memory.getLong(OUT + 48)).isEqualTo(2000);
  }

  @Test
  void timesThatContradictOrAreNegativeAreInvalid() {
    guest.fails(Errno.EINVAL, "fd_filestat_set_times", file, 0, 0, 1 | 2);
    guest.fails(Errno.EINVAL, "fd_filestat_set_times", file, 0, 0, 4 | 8);
    guest.fails(Errno.EINVAL, "fd_filestat_set_times", file, -1, 0, 1);
    guest.fails(Errno.EINVAL, "fd_filestat_set_times", file, 0, Long.MIN_VALUE, 4);
    guest.fails(Errno.EINVAL, "fd_filestat_set_times", 1, 0, 0, 0);
    int library = guest.open("lib/python3.13/os.py", 0, READ, 0);
    guest.fails(Errno.EROFS, "fd_filestat_set_times", library, 0, 0, 1);
  }

  @Test
  void sizeIsChangedWithinTheQuota() {
    guest.ok("fd_filestat_set_size", file, 2);
    assertThat(guest.read(file, 9)).isEqualTo("he");
    guest.ok("fd_filestat_set_size", file, QUOTA_BYTES);
    guest.fails(Errno.EDQUOT, "fd_filestat_set_size", file, QUOTA_BYTES + 1);
    guest.fails(Errno.EFBIG, "fd_filestat_set_size", file, 1L << 62);
    guest.fails(Errno.EINVAL, "fd_filestat_set_size", file, -1);
    guest.fails(Errno.EISDIR, "fd_filestat_set_size", ROOT, 0);
    guest.fails(Errno.ESPIPE, "fd_filestat_set_size", 1, 0);
    int library = guest.open("lib/python3.13/os.py", 0, READ, 0);
    guest.fails(Errno.EBADF, "fd_filestat_set_size", library, 0);
  }

  @Test
  void allocateOnlyLengthens() {
    guest.ok("fd_allocate", file, 0, 3);
    assertThat(size()).isEqualTo(5);
    guest.ok("fd_allocate", file, 4, 6);
    assertThat(size()).isEqualTo(10);
    guest.fails(Errno.EINVAL, "fd_allocate", file, 0, 0);
    guest.fails(Errno.EINVAL, "fd_allocate", file, -1, 1);
    guest.fails(Errno.EINVAL, "fd_allocate", file, 0, -1);
    guest.fails(Errno.EFBIG, "fd_allocate", file, Long.MAX_VALUE, 1);
    guest.fails(Errno.EFBIG, "fd_allocate", file, 1L << 62, 1);
    guest.fails(Errno.EDQUOT, "fd_allocate", file, 0, QUOTA_BYTES + 1);
    guest.fails(Errno.EISDIR, "fd_allocate", ROOT, 0, 1);
    guest.fails(Errno.ESPIPE, "fd_allocate", 1, 0, 1);
  }

  @Test
  void allocateNeedsAFileOpenForWriting() {
    int reading = guest.open("sandbox/a", 0, READ, 0);
    guest.fails(Errno.EBADF, "fd_allocate", reading, 0, 1);
    guest.fails(Errno.EBADF, "fd_allocate", reading, 0, 9);
  }

  @Test
  void adviceIsCheckedAndIgnored() {
    guest.ok("fd_advise", file, 0, 0, 5);
    guest.fails(Errno.EINVAL, "fd_advise", file, 0, 0, 6);
    guest.fails(Errno.EINVAL, "fd_advise", file, -1, 0, 0);
    guest.fails(Errno.EINVAL, "fd_advise", file, 0, -1, 0);
    guest.fails(Errno.ESPIPE, "fd_advise", 0, 0, 0, 0);
    guest.fails(Errno.EISDIR, "fd_advise", ROOT, 0, 0, 0);
  }

  @Test
  void syncHasNothingToDo() {
    guest.ok("fd_sync", file);
    guest.ok("fd_datasync", file);
  }

  @Test
  void rootIsTheOnlyPreopen() {
    guest.ok("fd_prestat_get", ROOT, OUT);
    assertThat(guest.memory.getLong(OUT)).isEqualTo(1L << 32);
    guest.ok("fd_prestat_dir_name", ROOT, OUT, 1);
    assertThat(guest.text(OUT, 1)).isEqualTo("/");
    guest.fails(Errno.ENAMETOOLONG, "fd_prestat_dir_name", ROOT, OUT, 0);
    for (int number : new int[] {0, file, guest.openDirectory("sandbox")}) {
      guest.fails(Errno.EBADF, "fd_prestat_get", number, OUT);
      guest.fails(Errno.EBADF, "fd_prestat_dir_name", number, OUT, 9);
    }
  }

  @Test
  void seekCountsFromStartPositionAndEnd() {
    assertThat(seek(4, SET)).isEqualTo(4);
    assertThat(seek(-1, CUR)).isEqualTo(3);
    assertThat(seek(-5, END)).isZero();
    assertThat(seek(1L << 62, SET)).isEqualTo(1L << 62);
    assertThat(tell()).isEqualTo(1L << 62);
  }

  @Test
  void seekRefusesWhatIsNoPosition() {
    guest.fails(Errno.EINVAL, "fd_seek", file, -1, SET, OUT);
    guest.fails(Errno.EINVAL, "fd_seek", file, -6, END, OUT);
    guest.fails(Errno.EINVAL, "fd_seek", file, Long.MAX_VALUE, END, OUT);
    guest.fails(Errno.EINVAL, "fd_seek", file, 0, 3, OUT);
    guest.fails(Errno.EINVAL, "fd_seek", file, 0, (1L << 32) - 1, OUT);
    guest.fails(Errno.ESPIPE, "fd_seek", 0, 0, SET, OUT);
    guest.fails(Errno.EISDIR, "fd_seek", ROOT, 0, SET, OUT);
    guest.fails(Errno.ESPIPE, "fd_tell", 1, OUT);
    guest.fails(Errno.EISDIR, "fd_tell", ROOT, OUT);
    assertThat(tell()).isZero();
  }

  private int fdstat(int number) {
    guest.ok("fd_fdstat_get", number, OUT);
    return guest.memory.getInt(OUT);
  }

  private long size() {
    guest.ok("fd_filestat_get", file, OUT);
    return guest.memory.getLong(OUT + 32);
  }

  private long seek(long offset, int whence) {
    guest.ok("fd_seek", file, offset, whence, OUT);
    return guest.memory.getLong(OUT);
  }

  private long tell() {
    guest.ok("fd_tell", file, OUT);
    return guest.memory.getLong(OUT);
  }
}
