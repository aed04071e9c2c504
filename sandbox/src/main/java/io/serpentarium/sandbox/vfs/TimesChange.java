package io.serpentarium.sandbox.vfs;

/**
 * New timestamps for an inode.
 *
 * @param accessed nanoseconds since 1970-01-01T00:00Z, {@link #KEEP} or {@link #NOW}
 * @param modified nanoseconds since 1970-01-01T00:00Z, {@link #KEEP} or {@link #NOW}
 */
public record TimesChange(long accessed, long modified) {

  /** Leaves a timestamp as it is. */
  public static final long KEEP = -1;

  /** Sets a timestamp to the present. */
  public static final long NOW = -2;

  /**
   * @throws IllegalArgumentException for another negative number
   */
  public TimesChange {
    if (accessed < NOW || modified < NOW) {
      throw new IllegalArgumentException("before 1970: " + accessed + ", " + modified);
    }
  }
}
