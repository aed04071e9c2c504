package io.serpentarium.sandbox;

/** A limit that an execution can meet. */
public enum Limit {
  WALL_TIME,
  CPU_TIME,
  MEMORY,
  OUTPUT,
  DISK
}
