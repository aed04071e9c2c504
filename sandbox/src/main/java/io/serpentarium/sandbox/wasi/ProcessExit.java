package io.serpentarium.sandbox.wasi;

import java.util.OptionalInt;

/** The guest has ended its process; it must not be entered again. */
public final class ProcessExit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What a shell adds to the number of the signal that ended a process. */
  private static final int SIGNALLED = 128;

  private final int code;
  private final int signal;

  public ProcessExit(int code) {
    this(code, 0);
  }

  private ProcessExit(int code, int signal) {
    super("exit code " + code, null, false, false);
    this.code = code;
    this.signal = signal;
  }

  /** An end by a signal, which counts as an exit with a code of its own. */
  static ProcessExit by(int signal) {
    return new ProcessExit(SIGNALLED + signal, signal);
  }

  /** Returns Linux's number of the signal that ended the process, if one did. */
  public OptionalInt signal() {
    return signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal);
  }

  /** The code that the guest gave, unsigned 32 bits in an int. */
  public int code() {
    return code;
  }
}
