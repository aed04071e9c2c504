package io.serpentarium.sandbox;

/** An event of a streaming execution. */
public sealed interface OutputEvent {

  /** Text written to stdout; malformed UTF-8 is replaced, characters are never split. */
  record Stdout(String text) implements OutputEvent {}

  /** Text written to stderr. */
  record Stderr(String text) implements OutputEvent {}

  /**
   * The program waits for stdin.
   *
   * @param prompt what stdout holds since its last newline or the last input
   */
  record InputRequest(String prompt) implements OutputEvent {}
}
