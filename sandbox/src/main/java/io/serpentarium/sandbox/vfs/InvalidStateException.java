package io.serpentarium.sandbox.vfs;

import java.io.IOException;

/** Bytes that are no state, with the reason. */
public sealed class InvalidStateException extends IOException permits StateTooLargeException {

  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message the error, without anything from the bytes but numbers
   */
  public InvalidStateException(String message) {
    super(message);
  }

  /** Refuses unless something holds. */
  public static void require(boolean holds, String otherwise) throws InvalidStateException {
    if (!holds) {
      throw new InvalidStateException(otherwise);
    }
  }
}
