package io.serpentarium.sandbox.wasi;

/**
 * The streams behind the guest's descriptors 0, 1 and 2, and behind {@code /dev/display}. Called on
 * the guest's thread.
 */
public interface StandardStreams {

  /** The two streams that a guest writes. */
  enum Output {
    STDOUT,
    STDERR
  }

  /** Returned by {@link #read} and {@link #write} when an interrupt came before any byte. */
  int INTERRUPTED = -1;

  /** Returned by {@link #display} when there is no room for more. */
  int FULL = -2;

  /** Returns whether a read would return immediately, with data or end of file. */
  boolean readable();

  /**
   * Waits for stdin and reads the available bytes.
   *
   * @return bytes read, at least 1; 0 at end of file; or {@link #INTERRUPTED}
   */
  int read(byte[] target, int offset, int length);

  /**
   * Writes, waiting while the reader holds the guest back.
   *
   * @return bytes taken, at least 1 of a non-empty range; or {@link #INTERRUPTED}
   */
  int write(Output stream, byte[] source, int offset, int length);

  /**
   * Takes bytes written to {@code /dev/display}, after all of stdout so far; waits as {@link
   * #write} does.
   *
   * @return bytes taken, all of them; {@link #INTERRUPTED}; or {@link #FULL}
   */
  int display(byte[] source, int offset, int length);

  /** Told before the guest waits for something else than these streams, such as a sleep. */
  void beforeWait();
}
