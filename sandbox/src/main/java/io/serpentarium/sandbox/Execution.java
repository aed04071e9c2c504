package io.serpentarium.sandbox;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A running (or ended) execution of one session. Thread-safe; no method blocks. */
public interface Execution {

  /** The outcome of {@link #writeStdin}. */
  enum StdinOutcome {
    /** The bytes wait for the program to read them. */
    ACCEPTED,
    /** The channel is full and nothing was accepted; try again when the program has read. */
    FULL,
    /** The execution has ended, or its stdin has. */
    CLOSED
  }

  /**
   * Output and input requests as they happen, for one subscriber; completes with the execution.
   * Only for a request made with {@link ExecutionRequest#streaming()}. Without demand the program
   * blocks at its next write once a bounded buffer is full. After the subscription is cancelled the
   * program runs on and its output is dropped.
   *
   * @throws IllegalStateException if the request was not streaming
   */
  Flow.Publisher<OutputEvent> output();

  /**
   * The result, which is never exceptional for what the guest did. Completes with a {@link
   * MemoryRefusedException} or {@link SandboxSaturatedException} if there was no room to start:
   * nothing has run then, and the session is unchanged.
   */
  CompletionStage<ExecutionResult> result();

  /** Appends to stdin. The array is copied. */
  StdinOutcome writeStdin(byte[] data);

  /** Ends stdin: the program reads what is left, then end of file. */
  StdinOutcome endStdin();

  /**
   * Sends Ctrl-C: KeyboardInterrupt in the program, wherever it is. A program that neither ends nor
   * asks for input within a second or so is stopped, and its session rolled back; inside C code
   * that takes until its wall time where the engine cannot stop it immediately.
   *
   * @return whether the execution was still running
   */
  boolean interrupt();
}
