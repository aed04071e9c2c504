package io.serpentarium.sandbox;

import java.nio.charset.StandardCharsets;

/** What an execution's standard input holds when it starts. */
public sealed interface Stdin {

  /** The given bytes, then end of file. The array belongs to the execution from then on. */
  record Fixed(byte[] content) implements Stdin {}

  /** Nothing yet: the program waits for {@link Execution#writeStdin}. */
  record Open() implements Stdin {}

  /** End of file at once. */
  static Stdin empty() {
    return new Fixed(new byte[0]);
  }

  /** The text in UTF-8, then end of file. */
  static Stdin text(String text) {
    return new Fixed(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A stdin that is fed while the program runs. */
  static Stdin open() {
    return new Open();
  }
}
