package io.serpentarium.sandbox.vfs;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The folder {@code /dev}, one for all sessions. */
final class Devices {

  /**
   * The path of the directory in an {@link OpenState}, where paths of the image begin with a name.
   */
  static final String PATH = "/dev";

  /** The path of the folder with the standard streams by their numbers. */
  static final String STREAMS_PATH = "/dev/fd";

  private static final int STREAMS = 3;

  /** The first inode number of devices, above those of all images. */
  private static final long FIRST_INODE = 1L << 61;

  /** Behind the numbers of all devices. */
  static final long HOME_INODE = FIRST_INODE + (1 << 10);

  private static final ImageDirectory STREAMS_FOLDER = streams();

  static final ImageDirectory FOLDER = folder();

  private Devices() {}

  /** The folder of one of the two paths, or null. */
  static @Nullable ImageDirectory find(String path) {
    return switch (path) {
      case PATH -> FOLDER;
      case STREAMS_PATH -> STREAMS_FOLDER;
      default -> null;
    };
  }

  /** The path of one of the two folders, or null. */
  static @Nullable String pathOf(ImageDirectory folder) {
    if (folder == FOLDER) {
      return PATH;
    }
    return folder == STREAMS_FOLDER ? STREAMS_PATH : null;
  }

  private static ImageDirectory folder() {
    SortedMap<String, Node> entries = new TreeMap<>();
    for (Device device : Device.values()) {
      entries.put(device.fileName(), node(device));
    }
    entries.put("fd", STREAMS_FOLDER);
    return new ImageDirectory(FIRST_INODE, 1, 0, entries);
  }

  private static ImageDirectory streams() {
    SortedMap<String, Node> entries = new TreeMap<>();
    for (int number = 0; number < STREAMS; number++) {
      entries.put(Integer.toString(number), node(Device.ofDescriptor(number)));
    }
    return new ImageDirectory(FIRST_INODE + 1, FIRST_INODE, 0, entries);
  }

  private static Node node(Device device) {
    return new DeviceNode(FIRST_INODE + 2 + device.number(), device);
  }
}
