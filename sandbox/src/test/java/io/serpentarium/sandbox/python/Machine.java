package io.serpentarium.sandbox.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that something is measured on (Linux), for the head of a table. */
final class Machine {

  private Machine() {}

  /** The processor, system and JDK of the machine, in one line. */
  static String describe() throws IOException {
    return "%s, %d processors, %s %s, JDK %s"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version());
  }

  /** The machine's load over 1, 5 and 15 minutes. */
  static String load() throws IOException {
    String[] fields = Files.readString(Path.of("/proc/loadavg")).split(" ", 4);
    return String.join(" ", fields[0], fields[1], fields[2]);
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
