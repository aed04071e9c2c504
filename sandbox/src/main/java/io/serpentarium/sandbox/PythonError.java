package io.serpentarium.sandbox;

/**
 * An exception that left the program.
 *
 * @param name of its type, such as {@code ZeroDivisionError}
 * @param message {@code str(exception)}
 * @param traceback as Python prints it, cause and context included
 */
public record PythonError(String name, String message, String traceback) {}
