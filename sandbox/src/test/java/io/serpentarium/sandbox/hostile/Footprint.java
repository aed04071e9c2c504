package io.serpentarium.sandbox.hostile;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this process holds, inside the Java heap and outside (Linux).
 *
 * @param callbacks entries of kawamuray's registry of host functions
 * @param threads native ones included
 * @param mappings lines of {@code /proc/self/maps}
 * @param residentKib resident set
 * @param heapKib live objects, measured behind a collection
 */
record Footprint(
    long callbacks, long threads, long descriptors, long mappings, long residentKib, long heapKib) {

  static Footprint now() throws IOException, ReflectiveOperationException {
    return new Footprint(
        callbackCount(),
        count("/proc/self/task"),
        count("/proc/self/fd"),
        lineCount("/proc/self/maps"),
        residentSet(),
        liveHeap());
  }

  private static long callbackCount() throws ReflectiveOperationException {
    Class<?> functions = Class.forName("io.github.kawamuray.wasmtime.Func");
    Object registry = field(functions, "registry").get(null);
    return ((Map<?, ?>) field(registry.getClass(), "map").get(registry)).size();
  }

  private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static long count(String directory) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(directory))) {
      return entries.count();
    }
  }

  private static long lineCount(String file) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.count();
    }
  }

  private static long residentSet() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  private static long liveHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 10;
  }
}
