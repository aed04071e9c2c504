package io.serpentarium.service.app;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files in which a container's control group reports its memory.
 *
 * @param limit the file with the most that the container may use, in bytes
 * @param usage the file with its present use, file cache included
 * @param statistics the file with the parts of that use
 * @param cache the line of the statistics with the cache that the kernel can drop immediately
 * @param pressure the file with the time spent waiting for memory; the first version has none
 */
record ControlGroup(Path limit, Path usage, Path statistics, String cache, Path pressure) {

  /** The control group of the version mounted in a folder; without one, its files do not exist. */
  static ControlGroup at(Path folder) {
    Path first = folder.resolve("memory");
    return Files.exists(first.resolve("memory.limit_in_bytes"))
        ? version1(first)
        : version2(folder);
  }

  private static ControlGroup version1(Path folder) {
    return new ControlGroup(
        folder.resolve("memory.limit_in_bytes"),
        folder.resolve("memory.usage_in_bytes"),
        folder.resolve("memory.stat"),
        "total_inactive_file",
        folder.resolve("memory.pressure"));
  }

  private static ControlGroup version2(Path folder) {
    return new ControlGroup(
        folder.resolve("memory.max"),
        folder.resolve("memory.current"),
        folder.resolve("memory.stat"),
        "inactive_file",
        folder.resolve("memory.pressure"));
  }
}
