package io.serpentarium.sandbox;

/**
 * The size of a terminal's window in characters.
 *
 * @param rows the number of rows, from 1 to {@link #MAX}
 * @param columns the number of columns, from 1 to {@link #MAX}
 */
public record TerminalSize(int rows, int columns) {

  /** The most rows and the most columns. */
  public static final int MAX = 1_000;

  /** 24 rows of 80 columns. */
  public static final TerminalSize DEFAULT = new TerminalSize(24, 80);

  public TerminalSize {
    requireRange("rows", rows);
    requireRange("columns", columns);
  }

  private static void requireRange(String name, int value) {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("%s must be from 1 to %d: %d".formatted(name, MAX, value));
    }
  }
}
