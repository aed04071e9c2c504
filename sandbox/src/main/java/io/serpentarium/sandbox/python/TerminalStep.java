package io.serpentarium.sandbox.python;

/** A call into a guest for its terminal. */
final class TerminalStep {

  /** The operation, as the guest numbers it. */
  enum Operation {
    /** Begin at a prompt, whatever was before. */
    OPEN(0),
    /** Process typed text, and check the window's size. */
    EDIT(1),
    /** Run the statement that was entered. */
    RUN(2),
    /** Prompt again. */
    PROMPT(3);

    private final int number;

    Operation(int number) {
      this.number = number;
    }
  }

  private static final byte[] NOTHING = new byte[0];

  private final Operation operation;
  private final byte[] typed;

  private TerminalStep(Operation operation, byte[] typed) {
    this.operation = operation;
    this.typed = typed;
  }

  /** A step for which nothing needs to be typed. */
  static TerminalStep of(Operation operation) {
    return new TerminalStep(operation, NOTHING);
  }

  /** A step that processes typed bytes, which become its own. */
  static TerminalStep edit(byte[] typed) {
    return new TerminalStep(Operation.EDIT, typed);
  }

  Operation operation() {
    return operation;
  }

  /** The operation as the guest numbers it. */
  int number() {
    return operation.number;
  }

  byte[] typed() {
    return typed;
  }

  boolean isStatement() {
    return operation == Operation.RUN;
  }
}
