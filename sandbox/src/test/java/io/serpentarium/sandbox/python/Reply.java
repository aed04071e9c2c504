package io.serpentarium.sandbox.python;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What came of a measure.
 *
 * @param samples none when it failed
 * @param reason why it failed
 */
record Reply(Optional<Samples> samples, String reason) {

  private static final String MEASURED = "= ";
  private static final String FAILED = "! ";
  private static final int LONGEST_REASON = 120;

  static Reply of(Callable<Samples> work) {
    try {
      return new Reply(Optional.of(work.call()), "");
    } catch (Exception | AssertionError e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  static Reply failed(String reason) {
    String line = reason.lines().findFirst().orElse("");
    return new Reply(Optional.empty(), line.substring(0, Math.min(line.length(), LONGEST_REASON)));
  }

  /** Reads what {@link #toString} wrote; anything else is a failure. */
  static Reply parse(String line) {
    return line.startsWith(MEASURED)
        ? new Reply(Optional.of(Samples.parse(line.substring(MEASURED.length()))), "")
        : failed(line.startsWith(FAILED) ? line.substring(FAILED.length()) : line);
  }

  /** The samples of both, unless one of them failed. */
  Reply and(Reply later) {
    return samples
        .map(earlier -> new Reply(later.samples.map(earlier::and), later.reason))
        .orElse(this);
  }

  /** One line. */
  @Override
  public String toString() {
    return samples.map(measured -> MEASURED + measured).orElse(FAILED + reason);
  }
}
