package io.serpentarium.service.v1.ws;

import io.serpentarium.sandbox.TerminalSize;

/** What a client may send to a terminal. */
sealed interface TerminalFrame {

  /** What was typed. */
  record Typed(String text) implements TerminalFrame {}

  /** The window has another size. */
  record Resized(TerminalSize size) implements TerminalFrame {}
}
