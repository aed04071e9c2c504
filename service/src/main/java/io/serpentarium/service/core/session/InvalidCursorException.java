package io.serpentarium.service.core.session;

/** A cursor that no page of ours gave. */
public final class InvalidCursorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidCursorException() {
    super("not a cursor of this list");
  }
}
