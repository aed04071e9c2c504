package io.serpentarium.sandbox.python;

/** The end of a terminal's output, from the beginning of a line on. Not thread-safe. */
final class Transcript {

  /** The number of last characters that are always remembered. */
  static final int CAPACITY = 1 << 16;

  /**
   * Bytes of the heap that it takes at most: two for a character, in a builder that has doubled.
   */
  static final long MOST_BYTES = 8L * CAPACITY;

  private final StringBuilder text = new StringBuilder();

  void append(String shown) {
    text.append(shown);
    if (text.length() > 2 * CAPACITY) {
      forget(text.length() - CAPACITY);
    }
  }

  private void forget(int least) {
    int line = text.indexOf("\n", least) + 1;
    text.delete(0, line > 0 ? line : least);
  }

  String text() {
    return text.toString();
  }
}
