package io.serpentarium.sandbox.memory;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;

/** Blocks for tests that do not care who pays. */
public final class TestBlocks {

  /** All of one heap. */
  public static final Blocks FREE =
      new Blocks(new NativeHeap(), MemoryAccount.unlimited(), Use.FILES);

  private TestBlocks() {}
}
