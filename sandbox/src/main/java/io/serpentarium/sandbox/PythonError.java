package io.serpentarium.sandbox;

/**
 * An uncaught exception of the program.
 *
 * @param name the type's name, such as {@code ZeroDivisionError}
 * @param message {@code str(exception)}
 * @param traceback the text that Python prints, cause and context included
 * @param kind the class of exceptions to which the type belongs
 */
public record PythonError(String name, String message, String traceback, Kind kind) {

  /** A class of exceptions that callers distinguish, subclasses included. */
  public enum Kind {
    OTHER,
    /** An {@code AssertionError}. */
    ASSERTION,
    /** A {@code MemoryError}. */
    MEMORY
  }

  /** An exception of kind {@link Kind#OTHER}. */
  public PythonError(String name, String message, String traceback) {
    this(name, message, traceback, Kind.OTHER);
  }
}
