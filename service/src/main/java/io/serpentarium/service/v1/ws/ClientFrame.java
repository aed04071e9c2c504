package io.serpentarium.service.v1.ws;

/** What a client may send on a channel. */
sealed interface ClientFrame {

  /**
   * Code to execute.
   *
   * @param id by which the client knows it again
   */
  record Execute(String id, String code) implements ClientFrame {}

  /** Input for what runs. */
  record Stdin(String data) implements ClientFrame {}

  /** The end of the input. */
  record Eof() implements ClientFrame {}

  /** Ctrl-C. */
  record Interrupt() implements ClientFrame {}
}
