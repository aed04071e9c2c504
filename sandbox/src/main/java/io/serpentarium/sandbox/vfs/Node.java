package io.serpentarium.sandbox.vfs;

/** An inode: of the session's own tree, or of an image. To be touched under the lock only. */
sealed interface Node permits DirectoryNode, FileNode, TreeNode, DeviceNode {

  long inode();

  FileType type();

  FileStat stat();
}
