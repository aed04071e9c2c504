package io.serpentarium.sandbox.vfs;

/** The inode of a device. All sessions share it, and nothing about it changes. */
final class DeviceNode implements Node {

  private static final int MODE = 0666;

  private final long inode;
  private final Device device;

  DeviceNode(long inode, Device device) {
    this.inode = inode;
    this.device = device;
  }

  Device device() {
    return device;
  }

  @Override
  public long inode() {
    return inode;
  }

  @Override
  public FileType type() {
    return FileType.DEVICE;
  }

  @Override
  public FileStat stat() {
    return new FileStat(inode, FileType.DEVICE, MODE, 1, 0, 0, 0, 0);
  }
}
