package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.InvalidStateException.require;

import io.serpentarium.sandbox.memory.Blocks;
import java.io.DataInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a state by {@link FileSystemStateCodec}. Checks each field by itself; {@link StateCheck}
 * checks how they fit together.
 */
final class StateReader {

  private final DataInput in;
  private final ReadOnlyImage image;
  private final FileQuota quota;
  private final int maxOpen;
  private final Blocks blocks;
  private final StateContents contents;
  private final ContentCodec codec = new ContentCodec();
  private long bytes;
  private int names;

  /**
   * A reader of one state.
   *
   * @param blocks pays for it
   */
  StateReader(DataInput in, ReadOnlyImage image, FileQuota quota, int maxOpen, Blocks blocks) {
    this.in = in;
    this.image = image;
    this.quota = quota;
    this.maxOpen = maxOpen;
    this.blocks = blocks;
    this.contents = new StateContents(blocks);
  }

  FileSystemState read() throws IOException {
    FileSystemState state = readAll();
    try {
      new StateCheck(state, image).run();
      StateTooLargeException.require(
          state.usage().inodes() <= quota.inodes(), "more names than the quota has");
      return state;
    } catch (IOException | RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  private FileSystemState readAll() throws IOException {
    try {
      return readFields();
    } catch (IOException | RuntimeException | Error e) {
      contents.release();
      throw e;
    }
  }

  private FileSystemState readFields() throws IOException {
    long lastInode = in.readLong();
    List<NodeState> nodes = readNodes();
    List<OpenState> open = readOpen();
    return new FileSystemState(lastInode, nodes, open, contents, blocks.heap());
  }

  private List<NodeState> readNodes() throws IOException {
    int count = in.readInt();
    require(count >= Skeleton.DIRECTORIES, "too few inodes");
    StateTooLargeException.require(
        count - Skeleton.DIRECTORIES <= quota.inodes(), "more inodes than the quota has");
    List<NodeState> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contents.addNode();
      NodeState node = readNode();
      bytes += node.bytes();
      StateTooLargeException.require(bytes <= quota.bytes(), "more bytes than the quota has");
      nodes.add(node);
    }
    return nodes;
  }

  private NodeState readNode() throws IOException {
    int kind = in.readByte();
    Attributes attributes =
        new Attributes(
            in.readLong(), in.readUnsignedShort(), in.readLong(), in.readLong(), in.readLong());
    require(attributes.mode() <= FileStat.MAX_MODE, "permissions that do not exist");
    require(
        attributes.accessed() >= 0 && attributes.modified() >= 0 && attributes.changed() >= 0,
        "a time before 1970");
    return switch (kind) {
      case FileSystemStateCodec.FOLDER -> readFolder(attributes);
      case FileSystemStateCodec.FILE -> new NodeState.File(attributes, readContent());
      case FileSystemStateCodec.LINK -> readLink(attributes);
      default -> throw new InvalidStateException("no kind of inode");
    };
  }

  private ContentState readContent() throws IOException {
    ContentState content = codec.read(in, quota.bytes() - bytes, blocks);
    contents.add(content);
    return content;
  }

  private NodeState readFolder(Attributes attributes) throws IOException {
    long lastCookie = in.readLong();
    int count = in.readInt();
    require(count >= 0, "a negative count");
    List<NodeState.Child> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StateTooLargeException.require(++names <= quota.inodes(), "more names than the quota has");
      contents.addChild(FileSystem.MAX_NAME_BYTES);
      children.add(new NodeState.Child(in.readLong(), readName(), in.readInt()));
    }
    return new NodeState.Folder(attributes, lastCookie, children);
  }

  private NodeState readLink(Attributes attributes) throws IOException {
    String target = readText(FileSystem.MAX_PATH_BYTES);
    try {
      return new NodeState.Link(attributes, target, Names.pathBytes(target));
    } catch (ErrnoException e) {
      throw new InvalidStateException("no target of a link: " + e.errno());
    }
  }

  private List<OpenState> readOpen() throws IOException {
    int count = in.readInt();
    require(count >= 0 && count <= maxOpen, "too many handles");
    List<OpenState> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      open.add(readHandle());
    }
    return open;
  }

  private OpenState readHandle() throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case FileSystemStateCodec.OPEN_FILE ->
          new OpenState.File(in.readInt(), readBoolean(), readBoolean());
      case FileSystemStateCodec.OPEN_DIRECTORY -> new OpenState.Directory(in.readInt());
      case FileSystemStateCodec.OPEN_IMAGE_FILE ->
          new OpenState.ImageFile(readText(FileSystem.MAX_PATH_BYTES), readBoolean());
      case FileSystemStateCodec.OPEN_IMAGE_DIRECTORY ->
          new OpenState.ImageDirectory(readText(FileSystem.MAX_PATH_BYTES));
      default -> throw new InvalidStateException("no kind of handle");
    };
  }

  private boolean readBoolean() throws IOException {
    int value = in.readByte();
    require(value == 0 || value == 1, "no boolean");
    return value == 1;
  }

  private String readName() throws IOException {
    String name = readText(FileSystem.MAX_NAME_BYTES);
    require(!name.isEmpty() && !Names.isDot(name) && name.indexOf('/') < 0, "no name of an entry");
    try {
      Names.nameBytes(name);
      return name;
    } catch (ErrnoException e) {
      throw new InvalidStateException("no name of an entry: " + e.errno());
    }
  }

  private String readText(int most) throws IOException {
    int length = in.readUnsignedShort();
    require(length <= most, "a text too long");
    byte[] utf8 = new byte[length];
    in.readFully(utf8);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidStateException("no UTF-8");
    }
  }
}
