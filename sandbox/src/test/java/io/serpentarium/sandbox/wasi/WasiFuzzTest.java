package io.serpentarium.sandbox.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.vfs.DiskUsage;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.FileSystem;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a guest passes, it is answered with an errno, soon, and at little cost for the host.
 *
 * <p>{@code -Dserpentarium.fuzz.calls} says how many calls each family takes, {@code
 * -Dserpentarium.fuzz.seed} repeats a run that failed.
 */
final class WasiFuzzTest {

  private static final int CALLS = Integer.getInteger("serpentarium.fuzz.calls", 20_000);
  private static final long SEED = Long.getLong("serpentarium.fuzz.seed", 20_261_124);
  private static final int CALLS_OF_ONE_GUEST = 200;
  private static final long MOST_ALLOCATED = 1 << 20;
  private static final int FIRST_FILE = 4;
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ErrnoMatrix matrix = new ErrnoMatrix();
  private long longestNanos;
  private long mostAllocated;
  private int exits;

  /** Functions by the patterns of their names. */
  enum Family {
    ARGUMENTS("(args|environ)_.*"),
    CLOCK("clock_.*"),
    DESCRIPTOR("fd_(?!p?read|p?write).*"),
    TRANSFER("fd_(p?read|p?write).*"),
    PATH("path_.*"),
    POLL("poll_.*"),
    PROCESS("(proc|sched)_.*"),
    RANDOM("random_.*"),
    SOCKET("sock_.*"),
    ALL(".*");

    private final String names;

    Family(String names) {
      this.names = names;
    }

    boolean has(String function) {
      return function.matches(names);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCallIsAnsweredWithAnErrno(Family family, TestReporter reporter) {
    Random random = new Random(SEED + family.name().hashCode());
    attack(family, random);
    forgetCosts();
    for (int done = 0; done < CALLS; done += CALLS_OF_ONE_GUEST) {
      attack(family, random);
    }
    reporter.publishEntry(figures(family));
    assertThat(Duration.ofNanos(longestNanos)).as("seed %d", SEED).isLessThan(LONGEST);
    assertThat(mostAllocated).as("seed %d", SEED).isLessThan(MOST_ALLOCATED);
    assertThat(ErrnoMatrix.possible()).as("seed %d", SEED).containsAll(matrix.given());
    assertThat(exits > 0).isEqualTo(family.has("proc_exit"));
    assertThat(missing(family)).hasSizeLessThan(possible(family).size() / 8 + 1);
  }

  /** Forgets what the first guest has cost: the JVM links what it has not run before. */
  private void forgetCosts() {
    longestNanos = 0;
    mostAllocated = 0;
  }

  private Map<String, String> figures(Family family) {
    return Map.of(
        "family", family.name(),
        "calls", Integer.toString(CALLS),
        "seed", Long.toString(SEED),
        "most CPU time of a call in microseconds", Long.toString(longestNanos / 1000),
        "most bytes allocated by a call", Long.toString(mostAllocated),
        "never given", missing(family).toString());
  }

  private static SortedSet<String> possible(Family family) {
    SortedSet<String> lines = new TreeSet<>(ErrnoMatrix.possible());
    lines.removeIf(line -> !family.has(line.substring(0, line.indexOf(' '))));
    return lines;
  }

  private SortedSet<String> missing(Family family) {
    SortedSet<String> lines = possible(family);
    lines.removeAll(matrix.given());
    return lines;
  }

  private void attack(Family family, Random random) {
    WasiFixture guest = new WasiFixture();
    HostileArguments arguments = new HostileArguments(random, guest.memory);
    List<HostFunction> all = guest.host.functions();
    List<HostFunction> attacked = all.stream().filter(f -> family.has(f.name())).toList();
    furnish(guest);
    exhaust(guest, random.nextInt(4));
    for (int i = 0; i < CALLS_OF_ONE_GUEST; i++) {
      guest.streams.readable = random.nextBoolean();
      guest.streams.interrupted = random.nextInt(4) == 0;
      guest.wait.answer = pick(List.of(GuestWait.Wake.values()), random);
      HostFunction function = pick(attacked, random);
      attack(function, arguments.of(Roles.of(function.name())));
    }
    DiskUsage usage = guest.files.usage();
    assertThat(usage.bytes()).isBetween(0L, (long) WasiFixture.QUOTA_BYTES);
    assertThat(usage.inodes()).isBetween(0, WasiFixture.QUOTA_INODES);
  }

  /** Some descriptors of every kind, and names that paths may lead to. */
  static void furnish(WasiFixture guest) {
    guest.streams.input = new byte[1000];
    guest.ok("fd_fdstat_set_flags", 0, Flags.FD_NONBLOCK);
    guest.create("sandbox/a", "hello");
    guest.path("path_create_directory", WasiFixture.ROOT, "sandbox/d");
    guest.openDirectory("sandbox/d");
    guest.open("lib/python3.13/os.py", 0, WasiFixture.READ, 0);
    guest.open("sandbox/b", WasiFixture.CREATE, WasiFixture.WRITE, WasiFixture.APPEND);
    symlink(guest, "a", "sandbox/link");
    symlink(guest, "loop", "sandbox/loop");
  }

  /** Leaves the guest without one thing or another. */
  private static void exhaust(WasiFixture guest, int what) {
    switch (what) {
      case 0 -> guest.files.setQuota(new FileQuota(WasiFixture.QUOTA_BYTES, 8));
      case 1 -> guest.ok("fd_seek", FIRST_FILE, FileSystem.MAX_FILE_BYTES, 0, WasiFixture.OUT);
      case 2 -> guest.ok("fd_seek", FIRST_FILE, WasiFixture.QUOTA_BYTES, 0, WasiFixture.OUT);
      default -> {
        while (guest.tryOpen(WasiFixture.ROOT, "tmp", 0, 0, 0) == WasiFixture.SUCCESS) {
          assertThat(guest.out()).isLessThan(WasiFixture.MAX_OPEN);
        }
      }
    }
  }

  private static void symlink(WasiFixture guest, String target, String path) {
    long targetLength = guest.put(WasiFixture.PATH2, target);
    long length = guest.put(WasiFixture.PATH, path);
    guest.ok(
        "path_symlink",
        WasiFixture.PATH2,
        targetLength,
        WasiFixture.ROOT,
        WasiFixture.PATH,
        length);
  }

  private void attack(HostFunction function, long[] arguments) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      matrix.add(function, function.body().call(arguments.clone()));
    } catch (ProcessExit e) {
      assertThat(function.name()).isIn("proc_exit", "proc_kill");
      exits++;
    } catch (RuntimeException | Error e) {
      fail("seed %d: %s%s".formatted(SEED, function.name(), Arrays.toString(arguments)), e);
    }
    longestNanos = Math.max(longestNanos, THREADS.getCurrentThreadCpuTime() - start);
    mostAllocated = Math.max(mostAllocated, THREADS.getCurrentThreadAllocatedBytes() - allocated);
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
