package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.EngineException;

/**
 * Takes pages of the process from everybody who would load or store there, and gives them back.
 * Their content stays.
 *
 * <p>Ranges start at a page and must be mapped throughout. Thread-safe.
 */
public interface MemoryProtection {

  /** Whether this platform has it: Linux. */
  static boolean available() {
    return Mprotect.available();
  }

  /**
   * That of this platform.
   *
   * @throws EngineException when it has none
   */
  static MemoryProtection ofPlatform() {
    if (!available()) {
      throw new EngineException("interruption by polls needs Linux", null);
    }
    return new Mprotect();
  }

  /**
   * Has every later load and store fault.
   *
   * @return 0, or the errno; some of the pages may be changed then
   */
  int revoke(long address, long bytes);

  /** Allows loads and stores. Answers likewise. */
  int allow(long address, long bytes);
}
