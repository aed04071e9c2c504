package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.engine.GuestMemory;
import java.lang.foreign.MemorySegment;

/** The content of a guest's memory at one moment, as far as it differed from a new instance's. */
public sealed interface PageImage permits MemoryImage, BeforeImage {

  /** Bytes of the memory that the host sees, as {@link GuestMemory#segment}. */
  long memoryBytes();

  /** Returns whether the image has a page. */
  boolean has(int page);

  /** Writes its pages into a memory of at least that size. */
  void writeTo(MemorySegment memory);
}
