package io.serpentarium.sandbox.engine.ffm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The abilities of this machine's processor, as far as the system reports them. */
final class Processor {

  private static final Path LINUX = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Differs between processors that cannot run each other's compiled code, on Linux. */
  static String fingerprint() {
    return String.join(
        " ", System.getProperty("os.name"), System.getProperty("os.arch"), features());
  }

  /**
   * Returns the features of the first processor: its lines {@code flags} (x86) or {@code Features}
   * (ARM).
   */
  private static String features() {
    try (Stream<String> lines = Files.lines(LINUX)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .limit(1)
          .collect(Collectors.joining());
    } catch (IOException e) {
      return "";
    }
  }
}
