package io.serpentarium.sandbox.vfs;

import java.util.ArrayList;
import java.util.List;

/** Fills a new volume with the content of a state. To be run once. */
final class Restoration {

  private final Skeleton skeleton;
  private final Volume volume;
  private final ReadOnlyImage image;
  private final FileSystemState state;
  private final List<TreeNode> nodes = new ArrayList<>();

  Restoration(Skeleton skeleton, ReadOnlyImage image, FileSystemState state) {
    this.skeleton = skeleton;
    this.volume = skeleton.root().volume();
    this.image = image;
    this.state = state;
  }

  /** The open handles, in the order of their capture. */
  List<Handle> run() {
    DiskUsage usage = state.usage();
    volume.holdStructure((long) usage.inodes() * Volume.INODE_BYTES);
    volume.restore(usage.bytes(), usage.inodes(), state.lastInode());
    nodes.addAll(skeleton.directories());
    for (NodeState node : state.nodes().subList(Skeleton.DIRECTORIES, state.nodes().size())) {
      nodes.add(made(node));
    }
    for (int i = 0; i < nodes.size(); i++) {
      fill(nodes.get(i), state.nodes().get(i));
    }
    return state.open().stream().map(this::handle).toList();
  }

  private TreeNode made(NodeState node) {
    return switch (node) {
      case NodeState.Folder folder -> TreeDirectory.restored(volume, folder.attributes());
      case NodeState.File file -> TreeFile.restored(volume, file);
      case NodeState.Link link -> Symlink.restored(volume, link);
    };
  }

  private void fill(TreeNode node, NodeState from) {
    node.restore(from.attributes());
    if (node instanceof TreeDirectory directory
        && !directory.fixed()
        && from instanceof NodeState.Folder folder) {
      directory.restore(entries(folder), folder.lastCookie());
    }
  }

  private List<TreeDirectory.Entry> entries(NodeState.Folder folder) {
    return folder.children().stream()
        .map(c -> new TreeDirectory.Entry(c.cookie(), c.name(), nodes.get(c.node())))
        .toList();
  }

  private Handle handle(OpenState open) {
    return switch (open) {
      case OpenState.File file ->
          new OpenFile(volume, (TreeFile) nodes.get(file.node()), file.readable(), file.writable());
      case OpenState.Directory directory ->
          new OpenDirectory(volume, (TreeDirectory) nodes.get(directory.node()));
      case OpenState.ImageFile file -> imageFile(file);
      case OpenState.ImageDirectory directory -> imageDirectory(directory);
    };
  }

  private Handle imageFile(OpenState.ImageFile open) {
    if (image.find(open.path()) instanceof ImageFile file) {
      return new OpenFile(volume, file, open.readable(), false);
    }
    throw new IllegalArgumentException("no file of the image: " + open.path());
  }

  private Handle imageDirectory(OpenState.ImageDirectory open) {
    if (open.path().equals(Skeleton.HOME_PATH)) {
      return new OpenDirectory(volume, skeleton.home());
    }
    if (image.find(open.path()) instanceof ImageDirectory directory) {
      return new OpenDirectory(volume, directory);
    }
    throw new IllegalArgumentException("no directory of the image: " + open.path());
  }
}
