package io.serpentarium.sandbox.wasi;

/** Where a guest's entropy comes from: unpredictable bytes. Thread-safe. */
@FunctionalInterface
public interface RandomSource {

  /** Fills the first {@code length} bytes. */
  void fill(byte[] target, int length);
}
