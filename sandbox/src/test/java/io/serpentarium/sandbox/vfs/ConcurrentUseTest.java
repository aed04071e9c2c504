package io.serpentarium.sandbox.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFiles;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The guest's thread and the host's file API at the same time. */
final class ConcurrentUseTest {

  private static final int ROUNDS = 5_000;
  private static final int SIZE = 20_000;

  private final MemoryFileSystem fs =
      MemoryFileSystems.create(new FileQuota(10 * SIZE, 10), new ManualTime(0));
  private final DirectoryHandle root = fs.root();

  @Test
  void showsEachSideWholeWritesOnlyAndCountsExactly()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> guest = threads.submit(this::guest);
      Future<?> host = threads.submit(this::host);
      guest.get(60, TimeUnit.SECONDS);
      host.get(60, TimeUnit.SECONDS);
    }
    assertNothingIsLost();
  }

  @Test
  void staysWholeWhileTheGuestMarksAndRollsBack()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> guest = threads.submit(this::guestThatRollsBack);
      Future<?> host = threads.submit(this::host);
      guest.get(60, TimeUnit.SECONDS);
      host.get(60, TimeUnit.SECONDS);
    }
    assertNothingIsLost();
  }

  private void assertNothingIsLost() {
    SessionFiles files = fs.files();
    files.list().forEach(entry -> files.delete(entry.path()));
    assertThat(fs.usage().bytes()).isZero();
    assertThat(fs.usage().inodes()).isZero();
  }

  private Void guestThatRollsBack() throws ErrnoException {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < ROUNDS; i++) {
      fs.mark();
      write(bytes, i);
      FileSystemState state = fs.capture(List.of(), Use.SNAPSHOT);
      assertThat(state.usage().inodes()).isLessThanOrEqualTo(1);
      assertThat(state.usage().bytes()).isEqualTo(state.usage().inodes() * (long) SIZE);
      if (i % 3 == 0) {
        fs.rollBack();
      }
    }
    return null;
  }

  private Void guest() throws ErrnoException {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < ROUNDS; i++) {
      write(bytes, i);
    }
    return null;
  }

  private void write(byte[] bytes, int value) throws ErrnoException {
    FileHandle file =
        (FileHandle)
            fs.open(
                root, "sandbox/shared", EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE));
    Arrays.fill(bytes, (byte) value);
    file.write(0, bytes, 0, SIZE);
    int count = file.read(0, bytes, 0, SIZE);
    assertUniform(bytes, count);
    file.close();
  }

  private void host() {
    SessionFiles files = fs.files();
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < ROUNDS; i++) {
      Arrays.fill(bytes, (byte) -i);
      files.write("shared", bytes);
      byte[] read = read(files);
      assertUniform(read, read.length);
      assertThat(files.list()).hasSizeLessThanOrEqualTo(1);
      if (i % 7 == 0) {
        delete(files);
      }
    }
  }

  private static void delete(SessionFiles files) {
    try {
      files.delete("shared");
    } catch (SessionFileException e) {
      assertThat(e.reason()).isEqualTo(SessionFileException.Reason.NOT_FOUND);
    }
  }

  private static byte[] read(SessionFiles files) {
    try {
      return files.read("shared");
    } catch (SessionFileException e) {
      return new byte[0];
    }
  }

  private static void assertUniform(byte[] bytes, int count) {
    for (int i = 1; i < count; i++) {
      if (bytes[i] != bytes[0]) {
        throw new AssertionError("torn at " + i);
      }
    }
  }
}
