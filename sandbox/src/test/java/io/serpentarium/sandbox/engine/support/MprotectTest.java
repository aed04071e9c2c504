package io.serpentarium.sandbox.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class MprotectTest {

  private static final int BYTES = 65_536;
  private static final int ENOMEM = 12;
  private static final int EINVAL = 22;

  private final MemoryProtection protection = MemoryProtection.ofPlatform();

  @Test
  void contentOutlastsARevocation(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("pages"), new byte[BYTES]);
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment pages = channel.map(FileChannel.MapMode.PRIVATE, 0, BYTES, arena);
      pages.setString(0, "here");
      assertThat(protection.revoke(pages.address(), BYTES)).isZero();
      assertThat(mapping(pages.address())).contains(" ---p ");
      assertThat(protection.allow(pages.address(), BYTES)).isZero();
      assertThat(mapping(pages.address())).contains(" rw-p ");
      assertThat(pages.getString(0)).isEqualTo("here");
    }
  }

  @Test
  void tellsWhyTheKernelRefuses() {
    assertThat(protection.revoke(BYTES + 1, BYTES)).isEqualTo(EINVAL);
    assertThat(protection.allow(0, 4096)).isEqualTo(ENOMEM);
  }

  /** What Linux writes of the mapping that starts at an address. */
  private static String mapping(long address) throws IOException {
    String start = "%x-".formatted(address);
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow();
  }
}
