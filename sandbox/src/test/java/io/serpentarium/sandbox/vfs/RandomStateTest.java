package io.serpentarium.sandbox.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.memory.TestBlocks;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roll-back, capture and restoration of what random work leaves. */
final class RandomStateTest {

  private static final FileQuota QUOTA = new FileQuota(400_000, 60);
  private static final int SEEDS = 300;
  private static final int STEPS = 120;

  private final ManualTime time = new ManualTime(FileSystemContract.START);
  private final ReadOnlyImage image = ReadOnlyImage.ofZip(Zips.of("json/decoder.pyc", "os.pyc"));
  private final MemoryFileSystem fs = new MemoryFileSystem(image, QUOTA, time, TestBlocks.FREE);

  static long[] seeds() {
    return new Random(20_261_124).longs(SEEDS).toArray();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rollsBackToTheMarkAgainAndAgain(long seed) throws ErrnoException {
    RandomWork work = new RandomWork(fs, time, new Random(seed), List.of());
    for (int round = 0; round < 4; round++) {
      work.run(STEPS);
      fs.mark();
      List<Handle> handles = work.handles();
      List<String> before = Dump.of(fs, handles);
      for (int again = 0; again < 2; again++) {
        work.run(STEPS);
        work.setHandles(handles);
        fs.rollBack();
        assertThat(Dump.of(fs, handles)).isEqualTo(before);
      }
    }
    assertThat(work.refused()).isBetween(STEPS, 11 * STEPS);
    work.clear();
    assertThat(fs.usage())
        .isEqualTo(new DiskUsage(0, 0, fs.usage().byteRefusals(), fs.usage().inodeRefusals()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void makesIndependentCopies(long seed) {
    Random random = new Random(seed);
    RandomWork work = new RandomWork(fs, time, random, List.of());
    work.run(2 * STEPS);
    fs.mark();
    work.run(STEPS);
    List<String> before = Dump.of(fs, work.handles());
    FileSystemState state = fs.capture(work.handles(), Use.SNAPSHOT);
    MemoryFileSystem copy = restored(state);
    assertThat(Dump.of(copy, copy.restoredHandles())).isEqualTo(before);
    assertThat(state.usage().bytes()).isEqualTo(fs.usage().bytes());

    work.run(STEPS);
    assertThat(Dump.of(copy, copy.restoredHandles())).isEqualTo(before);
    List<String> after = Dump.of(fs, work.handles());
    new RandomWork(copy, time, random, copy.restoredHandles()).run(STEPS);
    assertThat(Dump.of(fs, work.handles())).isEqualTo(after);
    MemoryFileSystem late = restored(state);
    assertThat(Dump.of(late, late.restoredHandles())).isEqualTo(before);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void behavesLikeTheOriginalAfterwards(long seed) throws ErrnoException {
    RandomWork work = new RandomWork(fs, time, new Random(seed), List.of());
    work.run(2 * STEPS);
    MemoryFileSystem copy = restored(fs.capture(work.handles(), Use.SNAPSHOT));
    long now = time.getAsLong();
    RandomWork original = new RandomWork(fs, time, new Random(~seed), work.handles());
    original.run(STEPS);
    time.set(now);
    RandomWork copied = new RandomWork(copy, time, new Random(~seed), copy.restoredHandles());
    copied.run(STEPS);
    assertThat(Dump.of(copy, copied.handles())).isEqualTo(Dump.of(fs, original.handles()));
    copied.clear();
    assertThat(copy.usage())
        .isEqualTo(new DiskUsage(0, 0, copy.usage().byteRefusals(), copy.usage().inodeRefusals()));
  }

  private MemoryFileSystem restored(FileSystemState state) {
    return MemoryFileSystem.of(state, image, QUOTA, time, TestBlocks.FREE);
  }
}
