package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.MemoryRefusedException;

/** A symbolic link. */
final class Symlink extends TreeNode {

  private final String target;
  private final int size;

  private Symlink(Volume volume, long inode, String target, int size) {
    super(volume, inode, FileStat.LINK_MODE);
    this.target = target;
    this.size = size;
  }

  /** Makes a link that has no name yet. */
  static Symlink create(Volume volume, String target) throws ErrnoException {
    int size = Names.pathBytes(target);
    volume.reserve(size);
    try {
      Symlink link = new Symlink(volume, volume.takeInode(), target, size);
      volume.holdStructure(2L * size);
      return link;
    } catch (ErrnoException | MemoryRefusedException e) {
      volume.release(size);
      throw e;
    }
  }

  /** Makes a link again that has no name yet, whose target the volume has been charged for. */
  static Symlink restored(Volume volume, NodeState.Link state) {
    Attributes attributes = state.attributes();
    volume.holdStructure(2L * state.bytes());
    Symlink link = new Symlink(volume, attributes.inode(), state.target(), (int) state.bytes());
    link.restore(attributes);
    return link;
  }

  /** All that makes it, for another file system. */
  NodeState.Link state() {
    return new NodeState.Link(attributes(), target, size);
  }

  String target() {
    return target;
  }

  @Override
  public FileType type() {
    return FileType.SYMLINK;
  }

  @Override
  long size() {
    return size;
  }

  @Override
  void discard() {
    volume().release(size);
    volume().dropStructure(2L * size);
  }
}
