package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class BackgroundPriorityTest {

  /** Fields of stat(5) behind the command's name and before the nice value. */
  private static final int FIELDS_BEFORE_NICE = 16;

  @Test
  void isOfOneThreadAlone() throws Exception {
    int before = nice();
    CompletableFuture<Integer> inBackground = new CompletableFuture<>();
    Runnable look = () -> inBackground.completeAsync(BackgroundPriorityTest::nice, Runnable::run);
    new GuestThreads(1 << 20).backgroundFactory("background-").newThread(look).start();
    assertThat(inBackground.get(60, TimeUnit.SECONDS)).isEqualTo(BackgroundPriority.NICE);
    assertThat(nice()).isEqualTo(before);
  }

  private static int nice() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Integer.parseInt(fields[FIELDS_BEFORE_NICE]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
