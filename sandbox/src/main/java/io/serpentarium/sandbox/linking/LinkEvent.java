package io.serpentarium.sandbox.linking;

/** Something that a session had linked. */
sealed interface LinkEvent {

  /**
   * A side module got the next handle.
   *
   * @param sha256 lower-case hex
   */
  record Opened(String sha256) implements LinkEvent {}

  /**
   * The module was linked.
   *
   * @param memoryBase the address of its data, unsigned
   */
  record Placed(int handle, int memoryBase) implements LinkEvent {}

  /** A function that it exports got a slot of the table. */
  record Resolved(int handle, String export) implements LinkEvent {}
}
