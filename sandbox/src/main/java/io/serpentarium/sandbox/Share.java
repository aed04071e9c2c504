package io.serpentarium.sandbox;

import java.util.Objects;

/**
 * A share of the CPU, which is divided among the sessions that run at the same time.
 *
 * @param owner the owner of the share; all sessions of an owner have one share together
 * @param weight the weight of the share relative to others, at least 1; all sessions of an owner
 *     should name the same
 */
public record Share(String owner, int weight) {

  /** The share of sessions that name no share. */
  public static final Share COMMON = new Share("", 1);

  public Share {
    Objects.requireNonNull(owner);
    if (weight < 1) {
      throw new IllegalArgumentException("weight must be at least 1: " + weight);
    }
  }
}
