package io.serpentarium.sandbox;

import java.util.Objects;

/**
 * For whom a session runs, when those who run at the same time share the CPU.
 *
 * @param owner sessions of one owner have one share together
 * @param weight of that share beside those of others, at least 1; all sessions of an owner should
 *     name the same
 */
public record Share(String owner, int weight) {

  /** The share of sessions that name none. */
  public static final Share COMMON = new Share("", 1);

  public Share {
    Objects.requireNonNull(owner);
    if (weight < 1) {
      throw new IllegalArgumentException("weight must be at least 1: " + weight);
    }
  }
}
