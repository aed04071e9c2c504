package io.serpentarium.sandbox;

/** The content of an execution's standard input at its start. */
public sealed interface Stdin {

  /** The text in UTF-8, then end of file. */
  record Text(String text) implements Stdin {}

  /** Nothing yet: the program waits for {@link Execution#writeStdin}. */
  record Open() implements Stdin {}

  /** An immediate end of file. */
  static Stdin empty() {
    return new Text("");
  }

  /** The text in UTF-8, then end of file. */
  static Stdin text(String text) {
    return new Text(text);
  }

  /** A stdin that is fed while the program runs. */
  static Stdin open() {
    return new Open();
  }
}
