package io.serpentarium.sandbox.snapshot;

/** The pages of a memory that differ from those of a new instance, for whoever writes them down. */
interface PageSource {

  /** Size of the memory in bytes. */
  long memoryBytes();

  /** How many pages there are. */
  int pages();

  /** Where the page of a position, from 0 to {@link #pages()}, lies in the memory, in pages. */
  int index(int position);

  /** Copies the page of a position to an array. */
  void read(int position, byte[] target);
}
