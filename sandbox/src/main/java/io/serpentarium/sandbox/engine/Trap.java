package io.serpentarium.sandbox.engine;

/** Guest code trapped: its instance is of no further use. */
public final class Trap extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The reason of a trap. */
  public enum Kind {
    /** The deadline passed. */
    DEADLINE,
    /** {@link Instance#kill} was called. */
    KILLED,
    /** The native stack is used up. */
    STACK_OVERFLOW,
    /** A load or store outside the linear memory. */
    MEMORY_OUT_OF_BOUNDS,
    /** The {@code unreachable} instruction, as after {@code abort()}. */
    UNREACHABLE,
    /** Any other. */
    OTHER
  }

  private final Kind kind;

  public Trap(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
