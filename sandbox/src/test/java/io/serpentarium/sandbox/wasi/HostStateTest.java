package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.APPEND;
import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.CREATE;
import static io.serpentarium.sandbox.wasi.WasiFixture.MAX_OPEN;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.READ;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.memory.TestBlocks;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.InvalidStateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HostStateTest {

  private static final FileQuota QUOTA =
      new FileQuota(WasiFixture.QUOTA_BYTES, WasiFixture.QUOTA_INODES);
  private static final int NONBLOCK = 4;

  private final WasiFixture guest = new WasiFixture();

  @Test
  void rollsDescriptorsBack() {
    int kept = guest.create("sandbox/kept", "0123456789");
    guest.ok("fd_seek", kept, 4, 0, OUT);
    int removed = guest.create("sandbox/removed", "still here");
    guest.path("path_unlink_file", ROOT, "sandbox/removed");
    guest.host.mark();

    assertThat(guest.read(kept, 3)).isEqualTo("456");
    guest.ok("fd_fdstat_set_flags", kept, APPEND);
    guest.ok("fd_fdstat_set_flags", 0, NONBLOCK);
    guest.write(kept, "tail");
    guest.ok("fd_close", removed);
    int later = guest.create("sandbox/later");
    assertThat(later).isEqualTo(removed);
    guest.ok("fd_renumber", kept, 1);
    guest.ok("fd_close", ROOT);
    guest.host.rollBack();

    assertThat(guest.read(kept, 100)).isEqualTo("456789");
    assertThat(guest.read(removed, 100)).isEqualTo("still here");
    guest.write(1, "out");
    assertThat(guest.streams.stdout).asString().isEqualTo("out");
    guest.write(kept, "+");
    assertThat(flags(kept)).isZero();
    assertThat(flags(0)).isZero();
    assertThat(guest.tryOpen(ROOT, "sandbox/later", 0, READ, 0))
        .isEqualTo(WasiFixture.of(Errno.ENOENT));
    assertThat(guest.create("sandbox/next")).isEqualTo(removed + 1);
  }

  @Test
  void refusesToRollBackWithoutAMark() {
    assertThatIllegalStateException().isThrownBy(guest.host::rollBack);
  }

  @Test
  void keepsTheMarkAfterARollBack() {
    int file = guest.create("sandbox/a", "abc");
    guest.host.mark();
    for (int round = 0; round < 3; round++) {
      assertThat(guest.read(file, 9)).isEqualTo("abc");
      guest.write(file, "more");
      guest.create("sandbox/b" + round);
      guest.host.rollBack();
    }
    assertThat(guest.files.usage().inodes()).isEqualTo(1);
    assertThat(guest.files.usage().bytes()).isEqualTo(3);
  }

  @Test
  void goesOnInACopy() {
    int file = populated();
    WasiFixture copy = new WasiFixture(guest.host.capture(Use.SNAPSHOT));
    assertThat(copy.read(file, 3)).isEqualTo("234");
    assertThat(copy.read(file + 1, 9)).isEqualTo("gone");
    assertThat(copy.read(file + 2, 4)).isEqualTo("pass");
    assertThat(copy.path("path_unlink_file", file + 3, "linked")).isEqualTo(WasiFixture.SUCCESS);
    copy.write(file + 4, "!");
    assertThat(copy.files.usage().bytes()).isEqualTo(15);
    assertThat(guest.files.usage().bytes()).isEqualTo(14);
    copy.write(file, "XX");
    assertThat(guest.read(file, 9)).isEqualTo("23456789");
    copy.write(1, "hello");
    assertThat(copy.streams.stdout).asString().isEqualTo("hello");
    assertThat(copy.create("sandbox/new")).isEqualTo(file + 5);
  }

  @Test
  void goesOnInACopyMadeOfBytes() throws IOException {
    int file = populated();
    byte[] bytes = bytes(guest.host.capture(Use.SNAPSHOT));
    HostState read = read(bytes, MAX_OPEN);
    assertThat(bytes(read)).isEqualTo(bytes);
    WasiFixture copy = new WasiFixture(read);
    assertThat(copy.read(file, 3)).isEqualTo("234");
    assertThat(copy.read(file + 1, 9)).isEqualTo("gone");
    assertThat(copy.read(file + 2, 4)).isEqualTo("pass");
    assertThat(flags(file + 4, copy)).isEqualTo(APPEND);
  }

  @Test
  void refusesDamagedBytes() throws IOException {
    populated();
    byte[] bytes = bytes(guest.host.capture(Use.SNAPSHOT));
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      refused += survives(damaged) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(5_000);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(survives(Arrays.copyOf(bytes, length))).isFalse();
    }
  }

  @Test
  void refusesDescriptorsBeyondTheLimit() throws IOException {
    int last = populated() + 4;
    byte[] bytes = bytes(guest.host.capture(Use.SNAPSHOT));
    read(bytes, last + 1);
    assertThatExceptionOfType(InvalidStateException.class).isThrownBy(() -> read(bytes, last));
  }

  /** Opens five descriptors of all kinds, and answers the first. */
  private int populated() {
    int file = guest.create("sandbox/file", "0123456789");
    guest.ok("fd_seek", file, 2, 0, OUT);
    int removed = guest.create("sandbox/removed", "gone");
    guest.path("path_unlink_file", ROOT, "sandbox/removed");
    guest.open("lib/python3.13/os.py", 0, READ, 0);
    guest.path("path_create_directory", ROOT, "sandbox/d");
    int directory = guest.openDirectory("sandbox/d");
    int linked = guest.open("sandbox/d/linked", CREATE, READ | WRITE, APPEND);
    assertThat(new int[] {removed, directory, linked})
        .containsExactly(file + 1, file + 3, file + 4);
    return file;
  }

  private boolean survives(byte[] bytes) throws IOException {
    HostState state;
    try {
      state = read(bytes, MAX_OPEN);
    } catch (InvalidStateException e) {
      return false;
    }
    WasiFixture copy = new WasiFixture(state);
    copy.host.mark();
    copy.tryOpen(ROOT, "sandbox/x", CREATE, READ | WRITE, 0);
    copy.host.rollBack();
    return true;
  }

  private int flags(int number) {
    return flags(number, guest);
  }

  private static int flags(int number, WasiFixture guest) {
    guest.ok("fd_fdstat_get", number, BUFFER);
    return guest.memory.getShort(BUFFER + 2);
  }

  private static byte[] bytes(HostState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HostStateCodec.write(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static HostState read(byte[] bytes, int maxOpen) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    return HostStateCodec.read(in, WasiFixture.IMAGE, QUOTA, maxOpen, TestBlocks.FREE);
  }
}
