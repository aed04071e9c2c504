package io.serpentarium.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds outside the Java heap (Linux).
 *
 * @param threads native ones included
 * @param mappings lines of {@code /proc/self/maps}
 * @param residentKib resident set
 */
public record ProcessFootprint(long threads, long mappings, long residentKib) {

  /** As it is now. */
  public static ProcessFootprint now() throws IOException {
    return new ProcessFootprint(count("/proc/self/task"), countMappings(), readResidentKib());
  }

  /** The slack is for the JVM's own doings: compiler threads, metaspace, malloc's arenas. */
  public void assertNotGrownFrom(ProcessFootprint before) {
    assertThat(threads).isLessThanOrEqualTo(before.threads + 4);
    assertThat(mappings).isLessThanOrEqualTo(before.mappings + 20);
    assertThat(residentKib).isLessThanOrEqualTo(before.residentKib + (8 << 10));
  }

  private static long count(String directory) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(directory))) {
      return entries.count();
    }
  }

  private static long countMappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }

  private static long readResidentKib() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
