package io.serpentarium.service.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the container, or else of the machine, as Linux reports it. On other systems it
 * counts as unlimited.
 *
 * @param container the container's own control group
 * @param meminfo the machine's memory statistics
 */
record MachineMemory(ControlGroup container, Path meminfo) {

  private static final long KIBIBYTE = 1024;

  static MachineMemory here() {
    return new MachineMemory(ControlGroup.at(Path.of("/sys/fs/cgroup")), Path.of("/proc/meminfo"));
  }

  /** Returns the size in bytes. */
  long total() {
    return Math.min(number(container.limit()).orElse(Long.MAX_VALUE), ofMachine("MemTotal"));
  }

  /** Returns the bytes that are available now. */
  long available() {
    return Math.min(ofContainer(), ofMachine("MemAvailable"));
  }

  /** The percent of the last ten seconds in which all of the container waited for memory. */
  long stalled() {
    return find(container.pressure(), "(?m)^full avg10=(\\d+)").orElse(0);
  }

  /** Returns a supplier that reads the number at most once in {@code nanos}. */
  static LongSupplier remembered(LongSupplier number, long nanos) {
    return new Remembered(number, nanos);
  }

  private long ofContainer() {
    OptionalLong most = number(container.limit());
    if (most.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long used = number(container.usage()).orElse(0);
    long cache =
        find(container.statistics(), "(?m)^%s (\\d+)$".formatted(container.cache())).orElse(0);
    return most.getAsLong() - used + cache;
  }

  private long ofMachine(String line) {
    OptionalLong kibibytes = find(meminfo, "(?m)^%s: +(\\d+) kB$".formatted(line));
    return kibibytes.isPresent() ? kibibytes.getAsLong() * KIBIBYTE : Long.MAX_VALUE;
  }

  private static OptionalLong number(Path file) {
    return find(file, "^(\\d+)\\s*$");
  }

  private static OptionalLong find(Path file, String pattern) {
    try {
      Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
      return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static final class Remembered implements LongSupplier {

    private record Reading(long value, long readAt) {}

    private final LongSupplier source;
    private final long nanos;
    private volatile @Nullable Reading last;

    Remembered(LongSupplier source, long nanos) {
      this.source = source;
      this.nanos = nanos;
    }

    /** Returns the value; two that find it outdated at the same time both read it. */
    @Override
    public long getAsLong() {
      long now = System.nanoTime();
      Reading reading = last;
      if (reading == null || now - reading.readAt() >= nanos) {
        reading = new Reading(source.getAsLong(), now);
        last = reading;
      }
      return reading.value();
    }
  }
}
