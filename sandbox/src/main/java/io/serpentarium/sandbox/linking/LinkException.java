package io.serpentarium.sandbox.linking;

import org.jspecify.annotations.Nullable;

/** A module cannot be linked, and nothing of it has been. The message is for the program. */
public final class LinkException extends Exception {

  private static final long serialVersionUID = 1L;

  public LinkException(String message) {
    this(message, null);
  }

  public LinkException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
