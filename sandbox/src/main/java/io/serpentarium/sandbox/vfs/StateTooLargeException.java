package io.serpentarium.sandbox.vfs;

/** A state that was read is valid, but larger than its recipient may have. */
public final class StateTooLargeException extends InvalidStateException {

  private static final long serialVersionUID = 1;

  public StateTooLargeException(String message) {
    super(message);
  }

  /** Refuses unless it fits. */
  public static void require(boolean fits, String otherwise) throws StateTooLargeException {
    if (!fits) {
      throw new StateTooLargeException(otherwise);
    }
  }
}
