package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {

  @TempDir Path folder;
  private Path meminfo;

  @BeforeEach
  void describeAMachine() throws IOException {
    meminfo = folder.resolve("meminfo");
    Files.writeString(
        meminfo, "MemTotal:       2000 kB\nMemFree:   100 kB\nMemAvailable:    1500 kB\n");
  }

  private MachineMemory memory() {
    return new MachineMemory(ControlGroup.at(folder), meminfo);
  }

  @Test
  void isTheMachinesWithoutAContainer() throws IOException {
    Files.writeString(folder.resolve("memory.max"), "max\n");
    assertThat(memory().total()).isEqualTo(2000 * 1024);
    assertThat(memory().available()).isEqualTo(1500 * 1024);
  }

  @Test
  void isTheContainersWithoutItsCache() throws IOException {
    Files.writeString(folder.resolve("memory.max"), "1000000\n");
    Files.writeString(folder.resolve("memory.current"), "600000\n");
    Files.writeString(folder.resolve("memory.stat"), "anon 5\ninactive_file 100000\nslab 7\n");
    assertThat(memory().total()).isEqualTo(1_000_000);
    assertThat(memory().available()).isEqualTo(500_000);
  }

  @Test
  void isTheContainersInTheFirstVersionOfControlGroups() throws IOException {
    Path old = Files.createDirectory(folder.resolve("memory"));
    Files.writeString(old.resolve("memory.limit_in_bytes"), "1000000\n");
    Files.writeString(old.resolve("memory.usage_in_bytes"), "600000\n");
    Files.writeString(old.resolve("memory.stat"), "inactive_file 3\ntotal_inactive_file 100000\n");
    assertThat(memory().total()).isEqualTo(1_000_000);
    assertThat(memory().available()).isEqualTo(500_000);
  }

  @Test
  void isTheMachinesInAnEndlessContainerOfTheFirstVersion() throws IOException {
    Path old = Files.createDirectory(folder.resolve("memory"));
    Files.writeString(old.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
    Files.writeString(old.resolve("memory.usage_in_bytes"), "600000\n");
    assertThat(memory().total()).isEqualTo(2000 * 1024);
    assertThat(memory().available()).isEqualTo(1500 * 1024);
  }

  @Test
  void tellsHowLongAllWaitedForMemory() throws IOException {
    assertThat(memory().stalled()).isZero();
    Files.writeString(
        folder.resolve("memory.pressure"),
        """
        some avg10=80.00 avg60=1.00 avg300=0.20 total=1
        full avg10=37.50 avg60=0.50 avg300=0.10 total=1
        """);
    assertThat(memory().stalled()).isEqualTo(37);
  }

  @Test
  void isEndlessWhereNothingIsTold() {
    MachineMemory untold = new MachineMemory(ControlGroup.at(folder), folder.resolve("nothing"));
    assertThat(untold.total()).isEqualTo(Long.MAX_VALUE);
    assertThat(untold.available()).isEqualTo(Long.MAX_VALUE);
  }
}
