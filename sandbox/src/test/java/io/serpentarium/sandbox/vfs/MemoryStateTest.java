package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.memory.NativeBlock;
import io.serpentarium.sandbox.memory.TestBlocks;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link RandomStateTest} does not say in words. */
final class MemoryStateTest {

  private static final int CHUNK = FileContent.CHUNK_BYTES;
  private static final FileQuota QUOTA = new FileQuota(10 * CHUNK, 10);

  private final ManualTime time = new ManualTime(FileSystemContract.START);
  private final ReadOnlyImage image = ReadOnlyImage.ofZip(Zips.of("os.pyc"));
  private final MemoryFileSystem fs = new MemoryFileSystem(image, QUOTA, time, TestBlocks.FREE);

  @Test
  void undoesWhatTheHostWroteSinceTheMark() {
    fs.files().write("before", "1".getBytes(UTF_8));
    fs.mark();
    fs.files().write("before", "2".getBytes(UTF_8));
    fs.files().write("since", "3".getBytes(UTF_8));
    fs.rollBack();
    assertThat(fs.files().read("before")).asString(UTF_8).isEqualTo("1");
    assertThat(fs.files().list()).hasSize(1);
  }

  @Test
  void keepsQuotaAndRefusalsThroughARollBack() throws ErrnoException {
    fs.mark();
    fs.setQuota(new FileQuota(10, 1));
    FileHandle file = create(fs, "a");
    assertRefused(Errno.EDQUOT, () -> file.write(0, new byte[11], 0, 11));
    file.close();
    fs.rollBack();
    assertThat(fs.usage()).isEqualTo(new DiskUsage(0, 0, 1, 0));
    assertRefused(Errno.EDQUOT, () -> fs.symlink("12345678901", fs.root(), "sandbox/s"));
  }

  @Test
  void countsWhatIsPutIntoDirectoriesAndTakenOutOfThem() throws ErrnoException {
    assertThat(fs.changes()).isZero();
    fs.layProgram(new byte[1]);
    assertThat(fs.changes()).isZero();
    fs.makeDirectory(fs.root(), "sandbox/d");
    long made = fs.changes();
    create(fs, "a").write(0, new byte[1], 0, 1);
    long created = fs.changes();
    fs.rename(fs.root(), "sandbox/a", fs.root(), "sandbox/d/b");
    long renamed = fs.changes();
    fs.removeFile(fs.root(), "sandbox/d/b");
    assertThat(List.of(0L, made, created, renamed, fs.changes())).doesNotHaveDuplicates();
  }

  @Test
  void countsNothingWhenContentsChange() throws ErrnoException {
    FileHandle file = create(fs, "a");
    long before = fs.changes();
    file.write(0, new byte[1], 0, 1);
    assertThat(fs.changes()).isEqualTo(before);
  }

  @Test
  void countsNoCopyAsTheSame() {
    fs.files().write("a", new byte[1]);
    FileSystemState state = fs.capture(List.of(), Use.SNAPSHOT);
    MemoryFileSystem copy = MemoryFileSystem.of(state, image, QUOTA, time, TestBlocks.FREE);
    MemoryFileSystem other = MemoryFileSystem.of(state, image, QUOTA, time, TestBlocks.FREE);
    assertThat(List.of(0L, fs.changes(), copy.changes(), other.changes())).doesNotHaveDuplicates();
  }

  @Test
  void needsAMarkToRollBackTo() {
    assertThatIllegalStateException().isThrownBy(fs::rollBack);
  }

  @Test
  void copiesOnlyTheChunkThatChanges() throws ErrnoException {
    FileHandle file = create(fs, "a");
    file.write(0, new byte[4 * CHUNK], 0, 4 * CHUNK);
    FileSystemState before = fs.capture(List.of(), Use.SNAPSHOT);
    file.write(CHUNK + 7, new byte[1], 0, 1);
    FileSystemState after = fs.capture(List.of(), Use.SNAPSHOT);
    MemoryFileSystem copy = MemoryFileSystem.of(after, image, QUOTA, time, TestBlocks.FREE);
    for (int i = 0; i < 4; i++) {
      assertThat(chunk(copy.capture(List.of(), Use.SNAPSHOT), i)).isSameAs(chunk(after, i));
    }
    for (int i : new int[] {0, 2, 3}) {
      assertThat(chunk(after, i)).isSameAs(chunk(before, i));
    }
    assertThat(chunk(after, 1)).isNotSameAs(chunk(before, 1));
    file.write(CHUNK + 8, new byte[1], 0, 1);
    assertThat(chunk(fs.capture(List.of(), Use.SNAPSHOT), 1)).isNotSameAs(chunk(after, 1));
  }

  @Test
  void countsInACopyWhatItsQuotaNoLongerAllows() throws ErrnoException {
    FileHandle file = create(fs, "a");
    file.resize(CHUNK);
    FileSystemState state = fs.capture(List.of(), Use.SNAPSHOT);
    MemoryFileSystem copy =
        MemoryFileSystem.of(state, image, new FileQuota(10, 1), time, TestBlocks.FREE);
    assertThat(copy.usage()).isEqualTo(new DiskUsage(CHUNK, 1, 0, 0));
    assertRefused(Errno.EDQUOT, () -> create(copy, "b"));
    copy.files().delete("a");
    assertThat(create(copy, "b").size()).isZero();
  }

  @Test
  void givesTheSpaceOfARemovedFileBackWithItsLastHandle() throws ErrnoException {
    FileHandle file = create(fs, "a");
    file.resize(CHUNK);
    fs.files().delete("a");
    FileSystemState state = fs.capture(List.of(file), Use.SNAPSHOT);
    MemoryFileSystem copy = MemoryFileSystem.of(state, image, QUOTA, time, TestBlocks.FREE);
    assertThat(copy.usage().bytes()).isEqualTo(CHUNK);
    copy.restoredHandles().forEach(Handle::close);
    assertThat(copy.usage()).isEqualTo(new DiskUsage(0, 0, 0, 0));
    assertThat(file.size()).isEqualTo(CHUNK);
  }

  @Test
  void refusesHandlesThatAreNotOpenInIt() throws ErrnoException {
    FileHandle closed = create(fs, "a");
    closed.close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fs.capture(List.of(closed), Use.SNAPSHOT));
    FileHandle foreign = create(new MemoryFileSystem(image, QUOTA, time, TestBlocks.FREE), "a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fs.capture(List.of(foreign), Use.SNAPSHOT));
  }

  @Test
  void refusesAnImageThatLacksWhatIsOpen() throws ErrnoException {
    Handle open = fs.open(fs.root(), "lib/python3.13/os.pyc", EnumSet.of(OpenFlag.READ));
    FileSystemState state = fs.capture(List.of(open), Use.SNAPSHOT);
    ReadOnlyImage other = ReadOnlyImage.ofZip(Zips.of("re.pyc"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryFileSystem.of(state, other, QUOTA, time, TestBlocks.FREE));
  }

  private static @Nullable NativeBlock chunk(FileSystemState state, int index) {
    NodeState last = state.nodes().getLast();
    assertThat(last).isInstanceOf(NodeState.File.class);
    return ((NodeState.File) last).content().chunks().get(index);
  }

  private static FileHandle create(MemoryFileSystem fs, String name) throws ErrnoException {
    return (FileHandle)
        fs.open(
            fs.root(),
            "sandbox/" + name,
            EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE));
  }
}
