package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.DIRECTORY;
import static io.serpentarium.sandbox.wasi.WasiFixture.MAX_OPEN;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH;
import static io.serpentarium.sandbox.wasi.WasiFixture.READ;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.SUCCESS;
import static io.serpentarium.sandbox.wasi.WasiFixture.VECTORS;
import static io.serpentarium.sandbox.wasi.WasiFixture.WRITE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.vfs.Errno;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Devices, descriptors that share what they stand for, and permissions. */
final class DevicesTest {

  private final WasiFixture guest = new WasiFixture();

  @Test
  void nullTakesEverythingAndIsAtItsEnd() {
    int device = open("dev/null");
    guest.write(device, "gone");
    assertThat(guest.read(device, 10)).isEmpty();
    guest.ok("fd_seek", device, 5, 0, OUT);
    assertThat(guest.memory.getLong(OUT)).isZero();
  }

  @Test
  void zeroAndFullGiveZerosAndFullTakesNothing() {
    assertThat(guest.read(open("dev/zero"), 3)).isEqualTo("\0\0\0");
    int full = open("dev/full");
    assertThat(guest.read(full, 2)).isEqualTo("\0\0");
    guest.vectors(BUFFER, guest.put(BUFFER, "x"));
    guest.fails(Errno.ENOSPC, "fd_write", full, VECTORS, 1, OUT);
  }

  @Test
  void randomDevicesGiveTheHostsEntropy() {
    assertThat(guest.read(open("dev/urandom"), 3)).isEqualTo("\1\2\3");
    assertThat(guest.read(open("dev/random"), 2)).isEqualTo("\4\5");
  }

  @Test
  void processesRunAsTheyAreAskedForAndTellTheirEndOnce() {
    List<ProcessRequest> asked = new ArrayList<>();
    int device = open("dev/process");
    guest.write(device, request(0, 1, 2, "a\0"));
    assertThat(guest.read(device, 8)).isEqualTo("\3\0\0\0\3\0\0\0");
    guest.host.setProcesses(
        request -> {
          asked.add(request);
          return new GuestProcesses.Exited(7);
        });
    int file = open("dev/null");
    guest.write(device, request(file, 2, file, "b\0"));
    assertThat(guest.read(device, 7)).isEmpty();
    assertThat(guest.read(device, 99)).isEqualTo("\0\0\0\0\7\0\0\0");
    assertThat(guest.read(device, 8)).isEmpty();
    ProcessRequest request = asked.getFirst();
    assertThat(request.timeoutMillis()).isEqualTo(5);
    assertThat(request.arguments()).asString(UTF_8).isEqualTo("b\0");
    assertThat(request.stdin().isStandard()).isFalse();
    assertThat(request.stdin().read(new byte[4], 0, 4)).isZero();
    assertThat(request.stdout().standardOutput()).contains(StandardStreams.Output.STDERR);
    assertThat(request.stderr().write(new byte[4], 0, 4)).isTrue();
    guest.host.forgetProcesses();
    guest.write(device, request(0, 1, 2, ""));
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatIsNoRequestOfAProcessIsRefused() {
    guest.host.setProcesses(
        request -> {
          throw new AssertionError("nothing was to run");
        });
    int device = open("dev/process");
    for (String wrong : List.of("x", "run1", request(0, 1, 2, "").substring(1))) {
      guest.vectors(BUFFER, guest.put(BUFFER, wrong));
      guest.fails(Errno.EINVAL, "fd_write", device, VECTORS, 1, OUT);
    }
    for (String wrong :
        List.of(
            request(1, 1, 2, ""),
            request(0, 0, 2, ""),
            request(0, 1, 0, ""),
            request(0, 1, ROOT, ""),
            request(-1, 1, 2, ""),
            request(99, 1, 2, ""))) {
      guest.vectors(BUFFER, guest.put(BUFFER, wrong));
      guest.fails(Errno.EBADF, "fd_write", device, VECTORS, 1, OUT);
    }
  }

  /** A request with a time of 5 ms; numbers are those of ASCII, or -1. */
  private static String request(int stdin, int stdout, int stderr, String arguments) {
    StringBuilder text = new StringBuilder("run1");
    for (int number : new int[] {stdin, stdout, stderr}) {
      text.append(number < 0 ? "\177\177\177\177" : (char) number + "\0\0\0");
    }
    return text + "\5\0\0\0\0\0\0\0" + arguments;
  }

  @Test
  void standardStreamsCanBeOpenedAnew() {
    guest.streams.input = "in".getBytes(UTF_8);
    assertThat(guest.read(open("dev/stdin"), 10)).isEqualTo("in");
    guest.write(open("dev/stdout"), "out");
    guest.write(open("dev/fd/2"), "err");
    assertThat(guest.streams.stdout).asString().isEqualTo("out");
    assertThat(guest.streams.stderr).asString().isEqualTo("err");
  }

  @Test
  void foldersOfDevicesAreListedAndCannotBeChanged() {
    assertThat(guest.tryOpen(ROOT, "dev/null", DIRECTORY, READ, 0))
        .isEqualTo(WasiFixture.of(Errno.ENOTDIR));
    assertThat(guest.tryOpen(ROOT, "dev/new", WasiFixture.CREATE, WRITE, 0))
        .isEqualTo(WasiFixture.of(Errno.EROFS));
    assertThat(guest.path("path_unlink_file", ROOT, "dev/null"))
        .isEqualTo(WasiFixture.of(Errno.EROFS));
    assertThat(guest.tryOpen(ROOT, "dev/fd/15", 0, READ, 0)).isEqualTo(WasiFixture.of(Errno.EBADF));
    guest.ok("path_filestat_get", ROOT, 1, PATH, guest.put(PATH, "dev/null"), OUT);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) Stats.CHARACTER_DEVICE);
    WasiFixture other = new WasiFixture();
    other.openDirectory("dev");
    other.openDirectory("dev/fd");
    assertThat(
            new WasiFixture(other.host.capture(Use.SNAPSHOT))
                .host
                .capture(Use.SNAPSHOT)
                .descriptors())
        .isEqualTo(other.host.capture(Use.SNAPSHOT).descriptors());
  }

  @Test
  void duplicatesShareTheirPositionUntilTheLastIsClosed() {
    int file = guest.create("sandbox/f", "0123456789");
    guest.ok("fd_duplicate", file, 7, OUT);
    int duplicate = guest.out();
    assertThat(duplicate).isEqualTo(7);
    assertThat(guest.read(file, 3)).isEqualTo("012");
    assertThat(guest.read(duplicate, 3)).isEqualTo("345");
    guest.ok("fd_close", file);
    assertThat(guest.read(duplicate, 3)).isEqualTo("678");
    int reopened = open("dev/fd/7");
    guest.ok("fd_close", duplicate);
    assertThat(guest.read(reopened, 3)).isEqualTo("9");
    guest.fails(Errno.EINVAL, "fd_duplicate", reopened, MAX_OPEN, OUT);
    guest.fails(Errno.EBADF, "fd_duplicate", 12, 0, OUT);
  }

  @Test
  void whatIsOpenIsToldOfByItsNumber() {
    int file = guest.create("sandbox/f", "0123456789");
    guest.ok("path_filestat_get", ROOT, 1, PATH, guest.put(PATH, "dev/fd/" + file), OUT);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) Stats.REGULAR_FILE);
    assertThat(guest.memory.getLong(OUT + 32)).isEqualTo(10);
    guest.ok("path_filestat_get", ROOT, 1, PATH, guest.put(PATH, "dev/fd/" + ROOT), OUT);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) Stats.DIRECTORY);
    guest.ok("path_filestat_get", ROOT, 1, PATH, guest.put(PATH, "dev/fd/0"), OUT);
    assertThat(guest.memory.getByte(OUT + 16)).isEqualTo((byte) Stats.CHARACTER_DEVICE);
    long length = guest.put(PATH, "dev/fd/" + (file + 1));
    guest.fails(Errno.ENOENT, "path_filestat_get", ROOT, 1, PATH, length, OUT);
    guest.fails(Errno.EFAULT, "path_filestat_get", ROOT, 1, PATH, length, MEMORY_BYTES - 63);
  }

  @Test
  void outputIsLedElsewhereAndBack() {
    int file = guest.create("sandbox/f");
    guest.ok("fd_duplicate", 1, 0, OUT);
    int saved = guest.out();
    guest.ok("fd_replace", file, 1);
    guest.write(1, "to the file");
    guest.ok("fd_replace", saved, 1);
    guest.write(1, "to the host");
    assertThat(guest.streams.stdout).asString().isEqualTo("to the host");
    guest.ok("fd_seek", file, 0, 0, OUT);
    assertThat(guest.read(file, 20)).isEqualTo("to the file");
    guest.fails(Errno.EBADF, "fd_replace", file, MAX_OPEN);
    guest.fails(Errno.EBADF, "fd_replace", 12, 1);
  }

  @Test
  void closedStreamsAreOpenedAgain() {
    for (int stream = 0; stream < 3; stream++) {
      guest.ok("fd_close", stream);
    }
    guest.host.reopenStreams();
    guest.write(1, "out");
    guest.write(2, "err");
    assertThat(guest.streams.stdout).asString().isEqualTo("out");
    assertThat(guest.streams.stderr).asString().isEqualTo("err");
    guest.fails(Errno.EBADF, "fd_fdstat_get", ROOT + 1, OUT);
  }

  @Test
  void permissionsAreKeptAndTakenBack() {
    int file = guest.create("sandbox/f");
    assertThat(mode("sandbox/f")).isEqualTo(0644);
    assertThat(mode("sandbox")).isEqualTo(0755);
    assertThat(mode("dev/null")).isEqualTo(0666);
    guest.ok("fd_set_mode", file, 0600);
    guest.ok("path_set_mode", ROOT, 1, PATH, guest.put(PATH, "sandbox"), 01777);
    guest.host.mark();
    guest.ok("fd_set_mode", file, 0);
    assertThat(mode("sandbox/f")).isZero();
    guest.host.rollBack();
    assertThat(mode("sandbox/f")).isEqualTo(0600);
    assertThat(mode(new WasiFixture(guest.host.capture(Use.SNAPSHOT)), "sandbox")).isEqualTo(01777);
    guest.fails(Errno.EINVAL, "fd_set_mode", file, 010000);
    guest.fails(Errno.EINVAL, "fd_set_mode", 1, 0600);
    guest.fails(Errno.EROFS, "path_set_mode", ROOT, 1, PATH, guest.put(PATH, "dev/null"), 0600);
  }

  private int mode(String path) {
    return mode(guest, path);
  }

  private static int mode(WasiFixture of, String path) {
    long failure = of.call("path_filestat_get", ROOT, 1, PATH, of.put(PATH, path), OUT);
    assertThat(failure).isEqualTo(SUCCESS);
    return of.memory.getInt(OUT + 16) >>> 16;
  }

  private int open(String path) {
    return guest.open(path, 0, READ | WRITE, 0);
  }
}
