package io.serpentarium.sandbox;

import java.util.Objects;

/**
 * A share of the CPU, which sessions that run at the same time divide among them.
 *
 * @param owner sessions of one owner have one share together
 * @param weight of that share beside those of others, at least 1; all sessions of an owner should
 *     name the same
 */
public record Share(String owner, int weight) {

  /** The share of sessions without one of their own. */
  public static final Share COMMON = new Share("", 1);

  public Share {
    Objects.requireNonNull(owner);
    if (weight < 1) {
      throw new IllegalArgumentException("weight must be at least 1: " + weight);
    }
  }
}
