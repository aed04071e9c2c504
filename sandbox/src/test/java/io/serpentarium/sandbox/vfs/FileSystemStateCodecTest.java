package io.serpentarium.sandbox.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.memory.TestBlocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileSystemStateCodecTest {

  private static final FileQuota QUOTA = new FileQuota(400_000, 60);
  private static final int MAX_OPEN = 12;
  private static final int ROUNDS = 3_000;

  private final ManualTime time = new ManualTime(FileSystemContract.START);
  private final ReadOnlyImage image = ReadOnlyImage.ofZip(Zips.of("json/decoder.pyc", "os.pyc"));
  private final MemoryFileSystem fs = new MemoryFileSystem(image, QUOTA, time, TestBlocks.FREE);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void readsWhatItWrote(long seed) throws IOException {
    RandomWork work = worked(seed);
    byte[] bytes = bytes(work);
    FileSystemState read = read(bytes, QUOTA, MAX_OPEN);
    MemoryFileSystem copy = MemoryFileSystem.of(read, image, QUOTA, time, TestBlocks.FREE);
    assertThat(Dump.of(copy, copy.restoredHandles())).isEqualTo(Dump.of(fs, work.handles()));
    assertThat(bytes(read)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void refusesDamageOrReadsAValidState(long seed) throws IOException {
    byte[] bytes = bytes(worked(seed));
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = bytes.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      refused += survives(damaged) ? 0 : 1;
    }
    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void refusesDamageOfTheStructure(long seed) throws IOException, ErrnoException {
    byte[] bytes = structure();
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 3 * ROUNDS; round++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      refused += survives(damaged) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  @Test
  void refusesEveryTruncation() throws IOException, ErrnoException {
    byte[] bytes = structure();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatExceptionOfType(InvalidStateException.class)
          .isThrownBy(() -> read(cut, QUOTA, MAX_OPEN));
    }
  }

  @Test
  void keepsToTheLimits() throws IOException {
    byte[] bytes = bytes(worked(51));
    DiskUsage usage = fs.usage();
    assertThat(usage.inodes()).isPositive();
    read(bytes, new FileQuota(usage.bytes(), usage.inodes()), MAX_OPEN);
    FileQuota small = new FileQuota(usage.bytes() - 1, usage.inodes());
    FileQuota few = new FileQuota(usage.bytes(), usage.inodes() - 1);
    refused("more bytes than the quota has|a file too large", bytes, small, MAX_OPEN);
    refused("more inodes than the quota has", bytes, few, MAX_OPEN);
    refused("too many handles", bytes, QUOTA, 0);
  }

  @Test
  void writesNoHoles() throws IOException, ErrnoException {
    FileQuota quota = new FileQuota(FileSystem.MAX_FILE_BYTES, 10);
    fs.setQuota(quota);
    FileHandle file =
        (FileHandle) fs.open(fs.root(), "sandbox/a", EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE));
    file.write(0, new byte[100_000], 0, 100_000);
    file.write(500_000_000, new byte[] {1, 0, 0}, 0, 3);
    file.resize(FileSystem.MAX_FILE_BYTES);
    byte[] bytes = bytes(fs.capture(List.of(file), Use.SNAPSHOT));
    assertThat(bytes).hasSizeLessThan(20_000);
    FileSystemState read = read(bytes, quota, MAX_OPEN);
    assertThat(read.usage()).isEqualTo(new DiskUsage(FileSystem.MAX_FILE_BYTES, 1, 0, 0));
    assertThat(bytes(read)).isEqualTo(bytes);
  }

  private boolean survives(byte[] damaged) throws IOException {
    FileSystemState state;
    try {
      state = read(damaged, QUOTA, MAX_OPEN);
    } catch (InvalidStateException e) {
      return false;
    }
    MemoryFileSystem copy = MemoryFileSystem.of(state, image, QUOTA, time, TestBlocks.FREE);
    assertThat(Dump.of(copy, copy.restoredHandles())).isNotEmpty();
    new RandomWork(copy, time, new Random(1), copy.restoredHandles()).run(5);
    return true;
  }

  private RandomWork worked(long seed) {
    RandomWork work = new RandomWork(fs, time, new Random(seed), List.of());
    work.run(300);
    return work;
  }

  /** A state of many small inodes, so that a random byte is seldom content. */
  private byte[] structure() throws IOException, ErrnoException {
    DirectoryHandle root = fs.root();
    List<Handle> open = new ArrayList<>();
    String folder = "sandbox";
    for (int i = 0; i < 8; i++) {
      String file = folder + "/f" + i;
      open.add(fs.open(root, file, EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE)));
      fs.link(root, file, false, root, "tmp/l" + i);
      fs.symlink(file, root, "tmp/s" + i);
      folder += "/d";
      fs.makeDirectory(root, folder);
    }
    open.add(fs.open(root, folder, EnumSet.of(OpenFlag.READ)));
    open.add(fs.open(root, "lib/python3.13/os.pyc", EnumSet.of(OpenFlag.READ)));
    return bytes(fs.capture(open, Use.SNAPSHOT));
  }

  private byte[] bytes(RandomWork work) throws IOException {
    return bytes(fs.capture(work.handles(), Use.SNAPSHOT));
  }

  private static byte[] bytes(FileSystemState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FileSystemStateCodec.write(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private FileSystemState read(byte[] bytes, FileQuota quota, int maxOpen) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    return FileSystemStateCodec.read(in, image, quota, maxOpen, TestBlocks.FREE);
  }

  private void refused(String reason, byte[] bytes, FileQuota quota, int maxOpen) {
    assertThatExceptionOfType(InvalidStateException.class)
        .isThrownBy(() -> read(bytes, quota, maxOpen))
        .withMessageMatching(reason);
  }
}
