package io.serpentarium.sandbox.python;

import java.nio.file.Path;

/** The user's cache, where scripts put what tests need. */
public final class TestCache {

  private TestCache() {}

  /** A folder in it, which may be missing. */
  public static Path folder(String name) {
    String chosen = System.getenv("SERPENTARIUM_CACHE");
    Path cache =
        chosen != null && !chosen.isEmpty()
            ? Path.of(chosen)
            : Path.of(System.getProperty("user.home"), ".cache", "serpentarium");
    return cache.resolve(name);
  }
}
