package io.serpentarium.sandbox;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Python's interactive loop in a session, on a terminal that understands xterm's escape sequences.
 * Thread-safe; no method blocks.
 *
 * <p>At the prompt the session is idle: it can execute, fork, take snapshots and hibernate, and all
 * of these see the variables of the prompt. Each statement runs like an execution, under the
 * session's limits and once its {@link StatementGate} admits it; the time in which it waits for
 * keys does not count, up to a quarter of an hour. A statement that has to be ended by force leaves
 * the session as it was before the statement was entered.
 */
public interface Terminal extends AutoCloseable {

  /** The outcome of {@link #input}. */
  enum InputOutcome {
    /** The text waits for the editor or for the program. */
    ACCEPTED,
    /** Too much is waiting already; nothing was accepted. */
    FULL,
    /** The terminal has ended. */
    CLOSED
  }

  /**
   * The terminal's output, starting with the remembered end of earlier output; malformed UTF-8 is
   * replaced. There is one subscriber at a time: a new one replaces the former, whose subscription
   * completes. Without demand the program is held back at its next write once a bounded buffer is
   * full; with no subscriber it is not. Completes with the terminal.
   */
  Flow.Publisher<String> output();

  /**
   * Types text. Ctrl-C (U+0003) interrupts a running statement, as {@link Execution#interrupt}
   * does, and drops the text typed before it; a program that reads keys itself receives it like any
   * other.
   */
  InputOutcome input(String text);

  /** Notifies the program that the window was resized. */
  void resize(TerminalSize size);

  /** The exit code of the interactive loop, once it has ended. The session stays open. */
  CompletionStage<Integer> ended();

  /**
   * Hangs up: a running statement is interrupted, and the loop ends with exit code 129. Idempotent.
   */
  @Override
  void close();
}
