package io.serpentarium.sandbox.snapshot;

/**
 * The pages of a memory that differ from those of a new instance, for code that writes them down.
 */
interface PageSource {

  /** Size of the memory in bytes. */
  long memoryBytes();

  /** Returns the number of pages. */
  int pages();

  /** Returns the index in the memory of the page at a position, from 0 to {@link #pages()}. */
  int index(int position);

  /** Copies the page of a position to an array. */
  void read(int position, byte[] target);
}
