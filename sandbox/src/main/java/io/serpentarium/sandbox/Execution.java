package io.serpentarium.sandbox;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A running (or ended) execution of one session. Thread-safe; no method blocks. */
public interface Execution {

  /** How {@link #writeStdin} went. */
  enum StdinOutcome {
    /** The bytes wait for the program to read them. */
    ACCEPTED,
    /** The channel is full: nothing was taken; try again when the program has read. */
    FULL,
    /** The execution has ended, or its stdin has. */
    CLOSED
  }

  /**
   * Output and input requests as they happen, for one subscriber; completes with the execution.
   * Only for a request made with {@link ExecutionRequest#streaming()}. Without demand the program
   * is held back at its next write once a bounded buffer is full. Cancelling the subscription lets
   * the program run on unheard.
   *
   * @throws IllegalStateException when the request was not streaming
   */
  Flow.Publisher<OutputEvent> output();

  /**
   * How it ended; never completes exceptionally for what the guest did. Completes with a {@link
   * MemoryRefusedException} or {@link SandboxSaturatedException} when there was no room to begin:
   * nothing has run then, and the session is as before.
   */
  CompletionStage<ExecutionResult> result();

  /** Appends to stdin. The array is copied. */
  StdinOutcome writeStdin(byte[] data);

  /** Ends stdin: the program reads what is left, then end of file. */
  StdinOutcome endStdin();

  /**
   * Ctrl-C: KeyboardInterrupt in the program, wherever it is. A program that neither ends nor asks
   * for input within a second or so is stopped, and its session rolled back; inside of C code that
   * takes until its wall time where the engine cannot stop that at once.
   *
   * @return whether the execution was still running
   */
  boolean interrupt();
}
