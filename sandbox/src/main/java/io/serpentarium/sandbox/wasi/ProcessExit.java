package io.serpentarium.sandbox.wasi;

/** The guest has ended its process; it must not be entered again. */
public final class ProcessExit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;

  public ProcessExit(int code) {
    super("exit code " + code, null, false, false);
    this.code = code;
  }

  /** The code that the guest gave, unsigned 32 bits in an int. */
  public int code() {
    return code;
  }
}
