package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.EngineException;

/**
 * Makes pages of the process inaccessible, and accessible again. Their content stays.
 *
 * <p>Ranges start at a page and must be mapped throughout. Thread-safe.
 */
public interface MemoryProtection {

  /** Returns whether this platform has memory protection: only Linux does. */
  static boolean available() {
    return Mprotect.available();
  }

  /**
   * Returns the protection of this platform.
   *
   * @throws EngineException if it has none
   */
  static MemoryProtection ofPlatform() {
    if (!available()) {
      throw new EngineException("interruption by polls needs Linux", null);
    }
    return new Mprotect();
  }

  /**
   * Makes every later load and store fault.
   *
   * @return 0, or the errno; some of the pages may be changed then
   */
  int revoke(long address, long bytes);

  /** Allows loads and stores again; returns 0 or the errno. */
  int allow(long address, long bytes);
}
