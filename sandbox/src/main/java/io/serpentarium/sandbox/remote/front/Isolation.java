package io.serpentarium.sandbox.remote.front;

/**
 * How sessions of different owners are kept apart.
 *
 * @param scope who shares a worker
 * @param workers the number of workers that are shared, or the most that owners have
 */
public record Isolation(Scope scope, int workers) {

  /** Who shares a worker. */
  public enum Scope {
    /** Owners share some workers; each always has the same one. */
    SHARED,
    /** Each owner has a worker while it has sessions or snapshots. */
    OWNER
  }

  public Isolation {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1: " + workers);
    }
  }

  /** Returns what an owner's sessions share a worker by. */
  Object domain(String owner) {
    return switch (scope) {
      case SHARED -> Math.floorMod(owner.hashCode() * 0x9E3779B1, workers);
      case OWNER -> owner;
    };
  }
}
