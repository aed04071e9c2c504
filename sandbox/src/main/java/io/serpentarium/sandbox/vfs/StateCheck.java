package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.InvalidStateException.require;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that a state whose fields are valid each is that of one tree: a directory has one place,
 * below one that comes before it, so there is no cycle; everything has a name or is open.
 */
final class StateCheck {

  /** The exclusive maximum of sessions' inode numbers, above which those of the image begin. */
  private static final long INODE_LIMIT = ImageFolder.FIRST_INODE;

  /**
   * A number of cookies that no session reaches in its life, and as far from the end of the
   * numbers.
   */
  private static final long COOKIE_LIMIT = 1L << 62;

  private final FileSystemState state;
  private final ReadOnlyImage image;
  private final List<NodeState> nodes;
  private final int[] names;
  private final int[] pathBytes;
  private final boolean[] open;

  StateCheck(FileSystemState state, ReadOnlyImage image) {
    this.state = state;
    this.image = image;
    nodes = state.nodes();
    names = new int[nodes.size()];
    pathBytes = new int[nodes.size()];
    open = new boolean[nodes.size()];
  }

  void run() throws InvalidStateException {
    checkSkeleton();
    checkInodes();
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i) instanceof NodeState.Folder folder) {
        checkFolder(i, folder);
      }
    }
    for (OpenState handle : state.open()) {
      checkHandle(handle);
    }
    for (int i = Skeleton.DIRECTORIES; i < nodes.size(); i++) {
      checkReached(i);
    }
  }

  private void checkSkeleton() throws InvalidStateException {
    for (int i = 0; i < Skeleton.DIRECTORIES; i++) {
      require(nodes.get(i) instanceof NodeState.Folder, "no directory where one always is");
      require(nodes.get(i).attributes().inode() == i + 1, "the wrong number of a directory");
      pathBytes[i] = Skeleton.PATH_BYTES.get(i);
      if (i < Skeleton.FIXED) {
        NodeState.Folder folder = (NodeState.Folder) nodes.get(i);
        require(
            folder.children().isEmpty() && folder.lastCookie() == 0,
            "entries where nothing can be changed");
      }
    }
  }

  private void checkInodes() throws InvalidStateException {
    require(state.lastInode() < INODE_LIMIT, "an inode number too great");
    Set<Long> seen = new HashSet<>();
    for (NodeState node : nodes) {
      long inode = node.attributes().inode();
      require(inode > 0 && inode <= state.lastInode(), "an inode number out of range");
      require(seen.add(inode), "an inode number twice");
    }
  }

  private void checkFolder(int index, NodeState.Folder folder) throws InvalidStateException {
    long least = index < Skeleton.FIXED ? 0 : DirectoryNode.PARENT_COOKIE;
    require(
        folder.lastCookie() >= least && folder.lastCookie() < COOKIE_LIMIT,
        "a cookie out of range");
    Set<String> seen = new HashSet<>();
    long cookie = DirectoryNode.PARENT_COOKIE;
    for (NodeState.Child child : folder.children()) {
      require(child.cookie() > cookie && child.cookie() <= folder.lastCookie(), "a cookie astray");
      cookie = child.cookie();
      require(seen.add(child.name()), "a name twice in a directory");
      checkChild(index, child);
    }
  }

  private void checkChild(int parent, NodeState.Child child) throws InvalidStateException {
    int index = child.node();
    require(index >= Skeleton.DIRECTORIES && index < nodes.size(), "an entry of no inode");
    int path = pathBytes[parent] + 1 + child.name().getBytes(StandardCharsets.UTF_8).length;
    require(path <= FileSystem.MAX_PATH_BYTES, "a path too long");
    if (nodes.get(index) instanceof NodeState.Folder) {
      require(index > parent && names[index] == 0, "a directory in two places or in a circle");
      pathBytes[index] = path;
    }
    names[index]++;
  }

  private void checkHandle(OpenState handle) throws InvalidStateException {
    switch (handle) {
      case OpenState.File file -> {
        require(node(file.node()) instanceof NodeState.File, "an open file that is none");
        open[file.node()] = true;
      }
      case OpenState.Directory directory -> {
        require(
            node(directory.node()) instanceof NodeState.Folder, "an open directory that is none");
        open[directory.node()] = true;
      }
      case OpenState.ImageFile file ->
          require(image.find(file.path()) instanceof ImageFile, "no file of the image");
      case OpenState.ImageDirectory directory ->
          require(
              directory.path().equals(Skeleton.HOME_PATH)
                  || image.find(directory.path()) instanceof ImageDirectory,
              "no directory of the image");
    }
  }

  private NodeState node(int index) throws InvalidStateException {
    require(index >= 0 && index < nodes.size(), "a handle of no inode");
    return nodes.get(index);
  }

  private void checkReached(int index) throws InvalidStateException {
    require(names[index] > 0 || open[index], "an inode without a name or handle");
    if (names[index] == 0 && nodes.get(index) instanceof NodeState.Folder folder) {
      require(folder.children().isEmpty(), "a removed directory with entries");
    }
  }
}
