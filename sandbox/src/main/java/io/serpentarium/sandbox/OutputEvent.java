package io.serpentarium.sandbox;

/** An event of a streaming execution. */
public sealed interface OutputEvent {

  /** Text written to stdout; malformed UTF-8 is replaced, characters are never split. */
  record Stdout(String text) implements OutputEvent {}

  /** Text written to stderr. */
  record Stderr(String text) implements OutputEvent {}

  /**
   * A line that the program wrote to {@code /dev/display}, without its end; comes behind all that
   * it wrote to stdout before.
   *
   * @param line as it is: nothing in it can be relied on
   */
  record Display(String line) implements OutputEvent {}

  /**
   * The program waits for stdin.
   *
   * @param prompt what stdout holds since its last newline or the last input
   */
  record InputRequest(String prompt) implements OutputEvent {}
}
