package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.CREATE;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.READ;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a guest is told that its descriptors allow. */
final class RightsTest {

  private static final long SEEK_AND_TELL = (1L << 2) | (1L << 5);
  private static final long SET_SIZE = 1L << 22;

  private final WasiFixture guest = new WasiFixture();

  @Test
  void fileIsAllowedWhatItWasOpenedFor() {
    int both = guest.create("sandbox/f");
    int reading = guest.open("sandbox/f", 0, READ, 0);
    int writing = guest.open("sandbox/f", 0, WRITE, 0);
    assertThat(base(both) & (READ | WRITE)).isEqualTo(READ | WRITE);
    assertThat(base(reading) & (READ | WRITE)).isEqualTo(READ);
    assertThat(base(writing) & (READ | WRITE)).isEqualTo(WRITE);
    assertThat(base(writing) & SET_SIZE).isNotZero();
    assertThat(base(reading) & SET_SIZE).isZero();
    assertThat(inheriting(both)).isZero();
  }

  @Test
  void directoryCanBeOpenedAnewWithItsOwnRights() {
    assertThat(guest.tryOpen(ROOT, ".", WasiFixture.DIRECTORY, base(ROOT), 0)).isZero();
    assertThat(base(ROOT) & (READ | WRITE | SET_SIZE)).isZero();
  }

  @Test
  void directoryLetsEverythingBeInherited() {
    assertThat(inheriting(ROOT)).isEqualTo(Rights.ALL);
  }

  @Test
  void streamHasNoPosition() {
    assertThat(base(0) & (READ | WRITE)).isEqualTo(READ);
    assertThat(base(1) & (READ | WRITE)).isEqualTo(WRITE);
    assertThat(base(0) & SEEK_AND_TELL).isZero();
    assertThat(base(guest.open("sandbox/g", CREATE, READ, 0)) & SEEK_AND_TELL)
        .isEqualTo(SEEK_AND_TELL);
  }

  private long base(int descriptor) {
    guest.ok("fd_fdstat_get", descriptor, OUT);
    return guest.memory.getLong(OUT + 8);
  }

  private long inheriting(int descriptor) {
    guest.ok("fd_fdstat_get", descriptor, OUT);
    return guest.memory.getLong(OUT + 16);
  }
}
