package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;

/** A file of the session's own. */
final class TreeFile extends TreeNode implements FileNode {

  private final FileContent content;
  private long contentKeptIn;

  private TreeFile(Volume volume, long inode) {
    super(volume, inode, FileStat.FILE_MODE);
    content = new FileContent(volume);
    contentKeptIn = volume.undoLog().generation();
  }

  /** Makes an empty file that has no name yet. */
  static TreeFile create(Volume volume) throws ErrnoException {
    return new TreeFile(volume, volume.takeInode());
  }

  /** Makes a file again that has no name yet, whose content the volume has been charged for. */
  static TreeFile restored(Volume volume, NodeState.File state) {
    TreeFile file = new TreeFile(volume, state.attributes().inode());
    file.restore(state.attributes());
    file.content.restore(state.content());
    return file;
  }

  /** All that makes it, for another file system; the content is to be released. */
  NodeState.File state() {
    return new NodeState.File(attributes(), content.freeze());
  }

  @Override
  public FileType type() {
    return FileType.FILE;
  }

  @Override
  public long size() {
    return content.length();
  }

  @Override
  public FileBytes content() {
    return new OpenContent(volume(), content.freeze());
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) {
    return content.read(position, target, offset, count);
  }

  void write(long position, byte[] source, int offset, int count) throws ErrnoException {
    beforeChange();
    content.write(position, source, offset, count);
    if (count > 0) {
      touch();
    }
  }

  void resize(long size) throws ErrnoException {
    beforeChange();
    content.resize(size);
    touch();
  }

  /** Returns the present content, which the caller releases. */
  ContentState freeze() {
    return content.freeze();
  }

  /** Rolls the content back to a state before a failed change. */
  void rollBackTo(ContentState state) {
    content.rollBackTo(state);
  }

  @Override
  void discard() {
    beforeChange();
    content.discard();
  }

  /** Keeps a content as it was. */
  private record ContentUndo(FileContent content, ContentState state) implements UndoLog.Undo {

    @Override
    public void run() {
      content.restore(state);
    }

    @Override
    public void forget() {
      state.release();
    }
  }

  private void beforeChange() {
    if (volume().undoLog().isStale(contentKeptIn)) {
      contentKeptIn = volume().undoLog().keep(new ContentUndo(content, content.freeze()));
    }
  }
}
