package io.serpentarium.sandbox;

/** The session does not remember that many executions. */
public final class HistoryExceededException extends SandboxException {

  private static final long serialVersionUID = 1L;

  private final int executions;
  private final int remembered;

  /**
   * Creates the exception.
   *
   * @param remembered the number of executions that can be undone
   */
  public HistoryExceededException(int executions, int remembered) {
    super("cannot undo %d executions: %d are remembered".formatted(executions, remembered));
    this.executions = executions;
    this.remembered = remembered;
  }

  /** Returns the number of executions that were to be undone. */
  public int executions() {
    return executions;
  }

  /** Returns the number of executions that can be undone. */
  public int remembered() {
    return remembered;
  }
}
