package io.serpentarium.sandbox;

/** So many executions of the session cannot be taken back. */
public final class HistoryExceededException extends SandboxException {

  private static final long serialVersionUID = 1L;

  private final int remembered;

  /**
   * An exception.
   *
   * @param remembered executions that can be taken back
   */
  public HistoryExceededException(int executions, int remembered) {
    super("of %d executions to undo %d are remembered".formatted(executions, remembered));
    this.remembered = remembered;
  }

  /** How many executions can be taken back. */
  public int remembered() {
    return remembered;
  }
}
