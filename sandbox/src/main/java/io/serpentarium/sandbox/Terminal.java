package io.serpentarium.sandbox;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Python's interactive loop in a session, on a terminal that understands xterm's escape sequences.
 * Thread-safe; no method blocks.
 *
 * <p>At the prompt the session is idle: it can execute, fork, take snapshots and hibernate, and all
 * of that sees the variables of the prompt. Each statement runs as an execution does, under the
 * session's limits and once its {@link StatementGate} has let it; the time in which it waits for
 * somebody to type does not count, up to a quarter of an hour. A statement that has to be stopped
 * for good leaves the session as it was before it was entered.
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
   * What the terminal shows, from the last of it that is remembered; malformed UTF-8 is replaced.
   * There is one subscriber at a time: a new one replaces the former, whose subscription completes.
   * Without demand the program is held back at its next write once a bounded buffer is full; with
   * no subscriber it is not. Completes with the terminal.
   */
  Flow.Publisher<String> output();

  /**
   * Types text. Ctrl-C (U+0003) interrupts a statement that runs, as {@link Execution#interrupt}
   * does, and drops what was typed before it; a program that reads keys itself gets it as any
   * other.
   */
  InputOutcome input(String text);

  /** Tells the program that the window was resized. */
  void resize(TerminalSize size);

  /** The exit code of the interactive loop, once it has ended. The session stays. */
  CompletionStage<Integer> ended();

  /**
   * Hangs up: a running statement is interrupted, and the loop ends with exit code 129. Idempotent.
   */
  @Override
  void close();
}
