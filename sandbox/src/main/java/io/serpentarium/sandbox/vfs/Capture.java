package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.Blocks;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Takes the state of a file system. To be run once, under the lock. */
final class Capture {

  private final Skeleton skeleton;
  private final ReadOnlyImage image;
  private final List<? extends Handle> handles;
  private final IdentityHashMap<TreeNode, Integer> indexes = new IdentityHashMap<>();
  private final List<TreeNode> found = new ArrayList<>();
  private final List<NodeState> states = new ArrayList<>();
  private final Blocks blocks;
  private final StateContents contents;

  /**
   * A capture.
   *
   * @param blocks pays for it
   */
  Capture(Skeleton skeleton, ReadOnlyImage image, List<? extends Handle> handles, Blocks blocks) {
    this.skeleton = skeleton;
    this.image = image;
    this.handles = handles;
    this.blocks = blocks;
    this.contents = new StateContents(blocks);
  }

  /** Captures the state; contents are shared. */
  FileSystemState run() {
    try {
      contents.add(skeleton.root().volume().structureBytes());
      return captured();
    } catch (RuntimeException | Error e) {
      contents.release();
      throw e;
    }
  }

  private FileSystemState captured() {
    skeleton.directories().forEach(this::index);
    takeFound();
    List<OpenState> open = handles.stream().map(this::open).toList();
    takeFound();
    return new FileSystemState(
        skeleton.root().volume().lastInode(), states, open, contents, blocks.heap());
  }

  private int index(TreeNode node) {
    Integer known = indexes.putIfAbsent(node, found.size());
    if (known != null) {
      return known;
    }
    found.add(node);
    return found.size() - 1;
  }

  private void takeFound() {
    while (states.size() < found.size()) {
      states.add(state(found.get(states.size())));
    }
  }

  private NodeState state(TreeNode node) {
    return switch (node) {
      case TreeDirectory directory -> folder(directory);
      case TreeFile file -> file(file);
      case Symlink link -> link.state();
    };
  }

  private NodeState.File file(TreeFile file) {
    NodeState.File state = file.state();
    contents.add(state.content());
    return state;
  }

  private NodeState.Folder folder(TreeDirectory directory) {
    if (directory.fixed()) {
      return new NodeState.Folder(directory.attributes(), 0, List.of());
    }
    List<NodeState.Child> children = new ArrayList<>();
    for (TreeDirectory.Entry entry : directory.entries()) {
      if (entry.node() instanceof TreeNode node) {
        children.add(new NodeState.Child(entry.cookie(), entry.name(), index(node)));
      }
    }
    return new NodeState.Folder(directory.attributes(), directory.lastCookie(), children);
  }

  private OpenState open(Handle handle) {
    try {
      return switch (handle) {
        case OpenFile file -> file(file);
        case OpenDirectory directory -> directory(directory);
        default -> throw new IllegalArgumentException("a handle of another file system");
      };
    } catch (ErrnoException e) {
      throw new IllegalArgumentException("a closed handle", e);
    }
  }

  private OpenState file(OpenFile handle) throws ErrnoException {
    return switch (handle.node()) {
      case TreeFile own ->
          new OpenState.File(indexOfOwn(own), handle.readable(), handle.writable());
      case ImageFile shared -> new OpenState.ImageFile(image.pathOf(shared), handle.readable());
    };
  }

  private OpenState directory(OpenDirectory handle) throws ErrnoException {
    return switch (handle.node()) {
      case TreeDirectory own -> new OpenState.Directory(indexOfOwn(own));
      case ImageDirectory shared -> new OpenState.ImageDirectory(pathOf(shared));
    };
  }

  private String pathOf(ImageDirectory shared) {
    if (shared == skeleton.home()) {
      return Skeleton.HOME_PATH;
    }
    String path = Devices.pathOf(shared);
    return path == null ? image.pathOf(shared) : path;
  }

  private int indexOfOwn(TreeNode node) {
    if (node.volume() != skeleton.root().volume()) {
      throw new IllegalArgumentException("a handle of another file system");
    }
    return index(node);
  }
}
