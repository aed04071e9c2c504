package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.Charge;
import io.serpentarium.sandbox.memory.Owned;
import java.util.ArrayList;
import java.util.List;

/** The contents that a state is an owner of, and what its inodes and names cost. */
final class StateContents extends Owned {

  /** The most heap bytes that an inode takes. */
  private static final int NODE_BYTES = 256;

  private static final int CHILD_BYTES = 128;

  private final List<ContentState> contents = new ArrayList<>();
  private final Charge charge;

  StateContents(Blocks blocks) {
    this.charge = new Charge(blocks.account());
  }

  /**
   * Pays for an inode that is about to be made.
   *
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  void addNode() {
    charge.add(NODE_BYTES);
  }

  /** Pays for an entry of a directory, before it is made. */
  void addChild(int nameLength) {
    charge.add(CHILD_BYTES + 2L * nameLength);
  }

  /** Charges bytes to the account. */
  void add(long bytes) {
    charge.add(bytes);
  }

  /** Takes over a content. */
  void add(ContentState content) {
    contents.add(content);
  }

  @Override
  protected void free() {
    contents.forEach(ContentState::release);
    charge.release();
  }
}
