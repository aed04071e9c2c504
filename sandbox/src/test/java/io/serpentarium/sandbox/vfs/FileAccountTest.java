package io.serpentarium.sandbox.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.CountingAccount;
import io.serpentarium.sandbox.memory.NativeHeap;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What files cost their account: paid before it is allocated, and given back to the last byte. */
final class FileAccountTest {

  private static final int CHUNK = FileContent.CHUNK_BYTES;

  private final CountingAccount account = new CountingAccount(1 << 20);
  private final NativeHeap heap = new NativeHeap();
  private final MemoryFileSystem fs =
      new MemoryFileSystem(
          ReadOnlyImage.ofZip(Zips.of("os.pyc")),
          new FileQuota(1 << 30, 1_000),
          new ManualTime(FileSystemContract.START),
          new Blocks(heap, account, Use.FILES));

  @AfterEach
  void everythingIsGivenBack() {
    fs.close();
    assertThat(account.held()).isZero();
    assertThat(heap.usedBytes()).isZero();
  }

  @Test
  void contentsCostTheirChunks() throws ErrnoException {
    long empty = account.held();
    FileHandle file = create("a");
    long named = account.held();
    assertThat(named).isGreaterThan(empty);
    file.write(0, new byte[3 * CHUNK + 1], 0, 3 * CHUNK + 1);
    assertThat(account.held()).isEqualTo(named + 3 * CHUNK + NativeHeap.LEAST_BYTES);
    file.resize(CHUNK);
    assertThat(account.held()).isEqualTo(named + CHUNK);
    file.resize(1 << 20);
    assertThat(account.held()).isEqualTo(named + CHUNK);
    fs.files().delete("a");
    file.close();
    assertThat(heap.usedBytes()).isZero();
  }

  @Test
  void namesCostTheHeapTheyTake() throws ErrnoException {
    long empty = account.held();
    create("n".repeat(200)).close();
    long one = account.held() - empty;
    assertThat(one).isGreaterThan(2 * 200);
    account.setLimit(account.held() + one - 1);
    assertThatThrownBy(() -> create("m".repeat(200))).isInstanceOf(MemoryRefusedException.class);
    assertThat(fs.usage().inodes()).isEqualTo(1);
    fs.files().delete("n".repeat(200));
    fs.mark();
    assertThat(account.held()).isEqualTo(empty);
  }

  @Test
  void aRefusedWriteChangesNothing() throws ErrnoException {
    FileHandle file = create("a");
    file.write(0, filled(CHUNK, 1), 0, CHUNK);
    account.setLimit(account.held() + CHUNK);
    assertThatThrownBy(() -> file.write(CHUNK / 2, filled(3 * CHUNK, 2), 0, 3 * CHUNK))
        .isInstanceOf(MemoryRefusedException.class);
    assertThat(file.size()).isEqualTo(CHUNK);
    assertThat(fs.usage().bytes()).isEqualTo(CHUNK);
    assertThat(fs.files().read("a")).isEqualTo(filled(CHUNK, 1));
    file.resize(2 * CHUNK);
    byte[] behind = new byte[CHUNK];
    file.read(CHUNK, behind, 0, CHUNK);
    assertThat(behind).containsOnly(0);
  }

  @Test
  void aFileThatCannotBeReplacedStaysAsItIs() {
    fs.files().write("a", filled(2 * CHUNK, 1));
    account.setLimit(account.held() + CHUNK);
    assertThatThrownBy(() -> fs.files().write("a", filled(3 * CHUNK, 2)))
        .isInstanceOf(MemoryRefusedException.class);
    assertThat(fs.files().read("a")).isEqualTo(filled(2 * CHUNK, 1));
    assertThatThrownBy(() -> fs.files().write("b", filled(3 * CHUNK, 2)))
        .isInstanceOf(MemoryRefusedException.class);
    assertThat(fs.files().list()).hasSize(1);
    assertThat(fs.usage().bytes()).isEqualTo(2 * CHUNK);
  }

  @Test
  void whatARollBackNeedsIsPaidUntilTheNextMark() throws ErrnoException {
    FileHandle file = create("a");
    file.write(0, filled(2 * CHUNK, 1), 0, 2 * CHUNK);
    fs.mark();
    long marked = account.held();
    file.write(0, filled(1, 2), 0, 1);
    assertThat(account.held()).isEqualTo(marked + CHUNK);
    fs.rollBack();
    assertThat(account.held()).isEqualTo(marked);
    file.write(0, filled(1, 2), 0, 1);
    fs.mark();
    assertThat(account.held()).isEqualTo(marked);
    fs.files().delete("a");
    file.close();
    assertThat(account.held()).isEqualTo(marked);
    fs.mark();
    assertThat(heap.usedBytes()).isZero();
  }

  @Test
  void statesShareWhatTheyCanAndAreGivenBack() throws ErrnoException {
    FileHandle file = create("a");
    file.write(0, filled(4 * CHUNK, 1), 0, 4 * CHUNK);
    long structure = account.held(Use.STRUCTURE);
    FileSystemState state = fs.capture(List.of(), Use.HISTORY);
    assertThat(heap.usedBytes()).isEqualTo(4 * CHUNK);
    assertThat(account.held(Use.STRUCTURE)).isGreaterThan(structure);
    file.write(0, filled(1, 2), 0, 1);
    assertThat(heap.usedBytes()).isEqualTo(5 * CHUNK);
    state.close();
    state.close();
    assertThat(heap.usedBytes()).isEqualTo(4 * CHUNK);
    assertThat(account.held(Use.STRUCTURE)).isEqualTo(structure);
    assertThatThrownBy(state::retain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReaderHoldsTheContentThatItOpened() {
    fs.files().write("a", filled(2 * CHUNK, 1));
    try (FileBytes open = fs.files().open("a")) {
      fs.files().delete("a");
      fs.mark();
      assertThat(heap.usedBytes()).isEqualTo(2 * CHUNK);
      assertThat(open.toArray()).isEqualTo(filled(2 * CHUNK, 1));
    }
    assertThat(heap.usedBytes()).isZero();
  }

  @Test
  void aClosedFileSystemHasNoFiles() throws ErrnoException {
    FileHandle file = create("a");
    file.write(0, filled(10, 1), 0, 10);
    fs.close();
    assertThatThrownBy(() -> fs.files().read("a")).isInstanceOf(SessionFileException.class);
    assertThat(file.read(0, new byte[10], 0, 10)).isZero();
    assertThatThrownBy(() -> file.write(0, filled(10, 1), 0, 10))
        .isInstanceOf(ErrnoException.class);
  }

  private FileHandle create(String name) throws ErrnoException {
    return (FileHandle)
        fs.open(
            fs.root(),
            "sandbox/" + name,
            EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
