package io.serpentarium.sandbox.engine.ffm;

import java.util.List;

/** The processors for which code is compiled. */
public enum CpuTarget {
  /** This machine's, with all that it can do; the code may not run on another. */
  HOST,
  /**
   * Every one of x86-64-v2 and later on Linux, so that code may be compiled on one machine and run
   * on another. On other platforms the same as {@link #HOST}.
   */
  BASELINE;

  private static final List<String> X86_64_V2 =
      List.of("has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt");

  /** The compiler's name of the platform. */
  static final String TRIPLE = "x86_64-unknown-linux-gnu";

  /** Returns a text that is equal on machines that can run each other's code. */
  String fingerprint() {
    return isPortable() ? TRIPLE + X86_64_V2 : Processor.fingerprint();
  }

  /**
   * Returns whether the compiler is given the platform and the features, instead of detecting them.
   */
  boolean isPortable() {
    return this == BASELINE
        && LibraryLock.platform(System.getProperty("os.name"), System.getProperty("os.arch"))
            .equals("linux-x86_64");
  }

  /** Returns the features that the compiler may assume, by its own names. */
  static List<String> features() {
    return X86_64_V2;
  }
}
