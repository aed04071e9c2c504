package io.serpentarium.sandbox;

/**
 * An uncaught exception of the program.
 *
 * @param name of its type, such as {@code ZeroDivisionError}
 * @param message {@code str(exception)}
 * @param traceback as Python prints it, cause and context included
 * @param kind what it is an instance of
 */
public record PythonError(String name, String message, String traceback, Kind kind) {

  /** What an exception is an instance of, whatever its type is called. */
  public enum Kind {
    OTHER,
    /** Of {@code AssertionError}. */
    ASSERTION,
    /** Of {@code MemoryError}. */
    MEMORY
  }

  /** An exception of neither of the kinds that are told apart. */
  public PythonError(String name, String message, String traceback) {
    this(name, message, traceback, Kind.OTHER);
  }
}
