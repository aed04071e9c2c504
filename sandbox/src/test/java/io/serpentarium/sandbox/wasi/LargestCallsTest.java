package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.EVENTS;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH2;
import static io.serpentarium.sandbox.wasi.WasiFixture.ROOT;
import static io.serpentarium.sandbox.wasi.WasiFixture.VECTORS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.FileSystem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls that give the host most to do, in a memory and a tree as large as may be. */
final class LargestCallsTest {

  private static final long MEMORY_BYTES = 256L << 20;
  private static final int INODES = 10_000;
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final Arena arena = Arena.ofConfined();
  private final WasiFixture guest = newGuest();

  private WasiFixture newGuest() {
    MemorySegment memory = arena.allocate(MEMORY_BYTES);
    return new WasiFixture(memory, new FileQuota(FileSystem.MAX_FILE_BYTES, INODES));
  }

  @BeforeEach
  void makeDirectory() {
    assertThat(guest.path("path_create_directory", ROOT, "sandbox/d")).isZero();
  }

  @AfterEach
  void giveMemoryBack() {
    arena.close();
  }

  @Test
  void entropyForTheWholeMemory() {
    assertThat(timed("random_get", WasiFixture.HIDDEN_BYTES, MEMORY_BYTES)).isZero();
  }

  @Test
  void allEntriesOfAFullDirectory() {
    fill();
    int directory = guest.openDirectory("sandbox/d");
    assertThat(timed("fd_readdir", directory, BUFFER, MEMORY_BYTES - BUFFER, 0, OUT)).isZero();
    assertThat(guest.out()).isGreaterThan(INODES * 24);
  }

  @Test
  void fullDirectoryMoved() {
    fill();
    long from = guest.put(PATH, "sandbox/d");
    long to = guest.put(PATH2, "tmp/e");
    assertThat(timed("path_rename", ROOT, PATH, from, ROOT, PATH2, to)).isZero();
  }

  @Test
  void mostRangesEachOfTheWholeMemory() {
    for (int i = 0; i < 1024; i++) {
      guest.memory.putInt(BUFFER + 8L * i, WasiFixture.HIDDEN_BYTES);
      guest.memory.putInt(BUFFER + 8L * i + 4, (int) MEMORY_BYTES);
    }
    int file = guest.create("sandbox/a");
    assertThat(timed("fd_write", file, BUFFER, 1024, OUT)).isZero();
    assertThat(guest.out()).isEqualTo(GuestView.TRANSFER_BYTES);
    assertThat(timed("fd_pread", file, BUFFER + 8, 1023, 0, VECTORS)).isZero();
  }

  @Test
  void mostSubscriptionsOnClosedDescriptors() {
    for (int i = 0; i < 1024; i++) {
      long at = BUFFER + (long) i * Subscription.BYTES;
      guest.memory.putByte(at + 8, (byte) 1);
      guest.memory.putInt(at + 16, -1);
    }
    assertThat(timed("poll_oneoff", BUFFER, BUFFER + (1 << 20), 1024, EVENTS)).isZero();
    assertThat(guest.memory.getInt(EVENTS)).isEqualTo(1024);
  }

  @Test
  void longestPathThroughAsManyLinksAsMayBe() {
    symlink("d/../".repeat(800) + "l", "sandbox/l");
    assertThat(open("sandbox/l")).isEqualTo(WasiFixture.of(Errno.ELOOP));
  }

  @Test
  void deepestTree() {
    long base = guest.openDirectory("sandbox");
    int depth = 0;
    while (guest.path("path_create_directory", base, "n") == WasiFixture.SUCCESS) {
      assertThat(guest.tryOpen(base, "n", WasiFixture.DIRECTORY, 0, 0)).isZero();
      guest.ok("fd_close", base);
      base = guest.out();
      depth++;
    }
    assertThat(depth).isBetween(1000, FileSystem.MAX_PATH_BYTES);
    long from = guest.put(PATH, "sandbox/n");
    long to = guest.put(PATH2, "tmp/n");
    assertThat(timed("path_rename", ROOT, PATH, from, ROOT, PATH2, to)).isZero();
    assertThat(timed("path_create_directory", base, PATH, guest.put(PATH, "m")))
        .isEqualTo(WasiFixture.SUCCESS);
  }

  @Test
  void largestHoles() {
    int file = guest.create("sandbox/a");
    assertThat(timed("fd_filestat_set_size", file, FileSystem.MAX_FILE_BYTES)).isZero();
    guest.vectors(BUFFER, 1);
    assertThat(timed("fd_pwrite", file, VECTORS, 1, FileSystem.MAX_FILE_BYTES - 1, OUT)).isZero();
    assertThat(timed("fd_filestat_set_size", file, 0)).isZero();
    assertThat(timed("fd_filestat_set_size", file, 1L << 62))
        .isEqualTo(WasiFixture.of(Errno.EFBIG));
    assertThat(timed("fd_allocate", file, 0, 1L << 62)).isEqualTo(WasiFixture.of(Errno.EFBIG));
  }

  private void fill() {
    IntStream.range(0, INODES - 1)
        .forEach(i -> guest.ok("fd_close", guest.create("sandbox/d/%05d".formatted(i))));
  }

  private void symlink(String target, String path) {
    long targetLength = guest.put(BUFFER, target);
    guest.ok("path_symlink", BUFFER, targetLength, ROOT, PATH, guest.put(PATH, path));
  }

  private long open(String path) {
    return timed("path_open", ROOT, 1, PATH, guest.put(PATH, path), 0, WasiFixture.READ, 0, 0, OUT);
  }

  private long timed(String function, long... arguments) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    long errno = guest.call(function, arguments);
    Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
    assertThat(taken).as(function).isLessThan(LONGEST);
    return errno;
  }
}
