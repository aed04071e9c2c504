package io.serpentarium.sandbox.wasi;

/** A program to run, as a guest describes it. */
public final class ProcessRequest {

  private final Inherited stdin;
  private final Inherited stdout;
  private final Inherited stderr;
  private final long timeoutMillis;
  private final byte[] arguments;

  /** Creates a request, which owns the arguments from now on. */
  ProcessRequest(
      Inherited stdin, Inherited stdout, Inherited stderr, long timeoutMillis, byte[] arguments) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.timeoutMillis = timeoutMillis;
    this.arguments = arguments;
  }

  /** Returns the program's standard input. */
  public Inherited stdin() {
    return stdin;
  }

  /** Returns the program's standard output. */
  public Inherited stdout() {
    return stdout;
  }

  /** Returns the program's standard error. */
  public Inherited stderr() {
    return stderr;
  }

  /** Returns the milliseconds after which the program is ended; negative for none. */
  public long timeoutMillis() {
    return timeoutMillis;
  }

  /** Returns the program's arguments, for its interpreter to read. Not to be changed. */
  public byte[] arguments() {
    return arguments;
  }
}
