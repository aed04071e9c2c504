package io.serpentarium.sandbox.wasi;

/** The source of a guest's entropy: unpredictable bytes. Thread-safe. */
@FunctionalInterface
public interface RandomSource {

  /** Fills the first {@code length} bytes. */
  void fill(byte[] target, int length);
}
