package io.serpentarium.sandbox.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadOnlyImageTest {

  @Test
  void makesTheFoldersThatTheZipDoesNotName() {
    DirectoryNode root = ReadOnlyImage.ofZip(Zips.of("a/b/c.pyc", "a/d.pyc")).root();
    DirectoryNode a = found(root, "a", DirectoryNode.class);
    assertThat(a.lookup("b")).isInstanceOf(DirectoryNode.class);
    assertThat(a.lookup("d.pyc")).isInstanceOf(FileNode.class);
    assertThat(a.lookup("x")).isNull();
    assertThat(a.parentInode()).isEqualTo(root.inode());
  }

  @Test
  void takesAnEntryForAFolder() {
    DirectoryNode root = ReadOnlyImage.ofZip(Zips.of("empty/")).root();
    assertThat(root.lookup("empty")).isInstanceOf(DirectoryNode.class);
  }

  @Test
  void readsEachFileFromItsOwnSlice() {
    DirectoryNode root = ReadOnlyImage.ofZip(Zips.of("a.pyc", "bb.pyc", "ccc.pyc")).root();
    for (String name : Set.of("a.pyc", "bb.pyc", "ccc.pyc")) {
      FileNode file = found(root, name, FileNode.class);
      byte[] read = new byte[100];
      int count = file.read(1, read, 0, 100);
      assertThat(new String(read, 0, count, StandardCharsets.UTF_8)).isEqualTo(name.substring(1));
      assertThat(file.read(name.length(), read, 0, 100)).isZero();
    }
  }

  @Test
  void givesEachInodeItsOwnNumberAndTheTimeOfTheZip() {
    DirectoryNode root = ReadOnlyImage.ofZip(Zips.of("a", "b/c", "b/d")).root();
    Set<Long> inodes = new HashSet<>();
    root.readEntries(0, (cookie, inode, type, name) -> inodes.add(inode));
    assertThat(inodes).hasSize(2).doesNotContain(root.inode());
    FileNode file = found(root, "a", FileNode.class);
    long modified = Zips.MODIFIED.toEpochSecond(ZoneOffset.UTC) * 1_000_000_000L;
    assertThat(file.stat().modified()).isEqualTo(modified);
    assertThat(root.stat().modified()).isEqualTo(modified);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "/a", "a//b", "a/./b", "a/../b"})
  void refusesNamesThatLeadElsewhere(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> ReadOnlyImage.ofZip(Zips.of(path)));
  }

  @Test
  void refusesAFileThatIsAFolderToo() {
    assertThatIllegalArgumentException().isThrownBy(() -> ReadOnlyImage.ofZip(Zips.of("a", "a/b")));
    assertThatIllegalArgumentException().isThrownBy(() -> ReadOnlyImage.ofZip(Zips.of("a/b", "a")));
  }

  @Test
  void refusesWhatIsNoZip() {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    byte[] damaged = Zips.of("name");
    damaged[new String(damaged, StandardCharsets.ISO_8859_1).indexOf("namename") + 4]++;
    assertThatIllegalArgumentException().isThrownBy(() -> ReadOnlyImage.ofZip(new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> ReadOnlyImage.ofZip(text));
    assertThatIllegalArgumentException().isThrownBy(() -> ReadOnlyImage.ofZip(damaged));
  }

  private static <T> T found(DirectoryNode directory, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(directory.lookup(name)));
  }
}
