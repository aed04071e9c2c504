package io.serpentarium.service.mcp;

/** A report of a tool, while it works or at its end. */
sealed interface Told {

  /** Something was written. */
  record Written(String text) implements Told {}

  /** The answer to a request. */
  sealed interface Last extends Told {}

  /** The end of the call. */
  record Done(ToolResult result) implements Last {}

  /**
   * The program waits for a line, with which the client calls again.
   *
   * @param prompt the prompt for a person
   * @param state the state that the client returns
   */
  record Asked(String prompt, String state) implements Last {}
}
