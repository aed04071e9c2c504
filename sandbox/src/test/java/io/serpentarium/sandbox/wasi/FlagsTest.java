package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.APPEND;
import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.CREATE;
import static io.serpentarium.sandbox.wasi.WasiFixture.EVENTS;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH;
import static io.serpentarium.sandbox.wasi.WasiFixture.READ;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.SUBSCRIPTIONS;
import static io.serpentarium.sandbox.wasi.WasiFixture.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

/** The sets of flags that a guest gives, and what it is told of them. */
final class FlagsTest {

  private static final int SYNC = 16;
  private static final int FD_FLAGS = 32;

  private final WasiFixture guest = new WasiFixture();

  @Test
  void fileTellsTheFlagsItWasOpenedWith() {
    int file = guest.open("sandbox/f", CREATE, READ | WRITE, APPEND | SYNC);
    assertThat(flags(file)).isEqualTo(APPEND | SYNC);
  }

  @Test
  void flagsAreThoseSetLast() {
    int file = guest.open("sandbox/f", CREATE, READ | WRITE, APPEND);
    guest.ok("fd_fdstat_set_flags", file, Flags.FD_NONBLOCK);
    assertThat(flags(file)).isEqualTo(Flags.FD_NONBLOCK);
    guest.ok("fd_fdstat_set_flags", 0, Flags.FD_NONBLOCK);
    assertThat(flags(0)).isEqualTo(Flags.FD_NONBLOCK);
  }

  @Test
  void descriptorFlagThatDoesNotExistIsRefused() {
    int file = guest.open("sandbox/f", CREATE, READ | WRITE, APPEND);
    guest.fails(Errno.EINVAL, "fd_fdstat_set_flags", file, FD_FLAGS);
    guest.fails(Errno.EINVAL, "fd_fdstat_set_flags", 1, FD_FLAGS);
    assertThat(flags(file)).isEqualTo(APPEND);
    assertThat(guest.tryOpen(ROOT, "sandbox/g", CREATE, READ, FD_FLAGS))
        .isEqualTo(WasiFixture.of(Errno.EINVAL));
    assertThat(guest.path("path_unlink_file", ROOT, "sandbox/g"))
        .isEqualTo(WasiFixture.of(Errno.ENOENT));
  }

  @Test
  void openFlagThatDoesNotExistIsRefused() {
    assertThat(guest.tryOpen(ROOT, "sandbox/g", CREATE | 16, READ, 0))
        .isEqualTo(WasiFixture.of(Errno.EINVAL));
  }

  @Test
  void lookupFlagThatDoesNotExistIsRefused() {
    long length = guest.put(PATH, "sandbox");
    guest.fails(Errno.EINVAL, "path_filestat_get", ROOT, 2, PATH, length, BUFFER);
  }

  @Test
  void timeFlagThatDoesNotExistIsRefused() {
    guest.fails(Errno.EINVAL, "fd_filestat_set_times", guest.create("sandbox/f"), 0, 0, 16);
  }

  @Test
  void clockFlagThatDoesNotExistIsRefused() {
    guest.memory.putShort(SUBSCRIPTIONS + 40, (short) 2);
    guest.fails(Errno.EINVAL, "poll_oneoff", SUBSCRIPTIONS, EVENTS, 1, OUT);
  }

  private int flags(int descriptor) {
    guest.ok("fd_fdstat_get", descriptor, OUT);
    return guest.memory.getShort(OUT + 2);
  }
}
