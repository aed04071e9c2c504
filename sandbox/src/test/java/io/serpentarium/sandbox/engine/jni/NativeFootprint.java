package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Func;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this process holds outside the Java heap (Linux).
 *
 * @param callbacks entries of kawamuray's registry of host functions
 * @param threads native ones included
 * @param mappings lines of {@code /proc/self/maps}
 * @param residentKib resident set
 */
record NativeFootprint(int callbacks, long threads, long mappings, long residentKib) {

  static NativeFootprint now() throws IOException, ReflectiveOperationException {
    return new NativeFootprint(
        registeredCallbacks(), count("/proc/self/task"), countMappings(), readResidentKib());
  }

  static int registeredCallbacks() throws ReflectiveOperationException {
    Object registry = field(Func.class, "registry").get(null);
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
