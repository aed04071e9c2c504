package io.serpentarium.sandbox;

/** An event of a streaming execution. */
public sealed interface OutputEvent {

  /** Text written to stdout; malformed UTF-8 is replaced, characters are never split. */
  record Stdout(String text) implements OutputEvent {}

  /** Text written to stderr. */
  record Stderr(String text) implements OutputEvent {}

  /**
   * A line that the program wrote to {@code /dev/display}, without its line end; follows everything
   * that was written to stdout before.
   *
   * @param line the unchecked text of the line
   */
  record Display(String line) implements OutputEvent {}

  /**
   * The program waits for stdin.
   *
   * @param prompt the text on stdout since its last newline or the last input
   */
  record InputRequest(String prompt) implements OutputEvent {}
}
