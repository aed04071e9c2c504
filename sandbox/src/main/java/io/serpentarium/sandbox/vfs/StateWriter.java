package io.serpentarium.sandbox.vfs;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes a state by {@link FileSystemStateCodec}. */
final class StateWriter {

  private final DataOutput out;
  private final ContentCodec contents = new ContentCodec();

  StateWriter(DataOutput out) {
    this.out = out;
  }

  void write(FileSystemState state) throws IOException {
    out.writeLong(state.lastInode());
    out.writeInt(state.nodes().size());
    for (NodeState node : state.nodes()) {
      write(node);
    }
    out.writeInt(state.open().size());
    for (OpenState open : state.open()) {
      write(open);
    }
  }

  private void write(NodeState node) throws IOException {
    switch (node) {
      case NodeState.Folder folder -> {
        out.writeByte(FileSystemStateCodec.FOLDER);
        write(folder.attributes());
        write(folder);
      }
      case NodeState.File file -> {
        out.writeByte(FileSystemStateCodec.FILE);
        write(file.attributes());
        contents.write(file.content(), out);
      }
      case NodeState.Link link -> {
        out.writeByte(FileSystemStateCodec.LINK);
        write(link.attributes());
        write(link.target());
      }
    }
  }

  private void write(Attributes attributes) throws IOException {
    out.writeLong(attributes.inode());
    out.writeShort(attributes.mode());
    out.writeLong(attributes.accessed());
    out.writeLong(attributes.modified());
    out.writeLong(attributes.changed());
  }

  private void write(NodeState.Folder folder) throws IOException {
    out.writeLong(folder.lastCookie());
    out.writeInt(folder.children().size());
    for (NodeState.Child child : folder.children()) {
      out.writeLong(child.cookie());
      write(child.name());
      out.writeInt(child.node());
    }
  }

  private void write(OpenState open) throws IOException {
    switch (open) {
      case OpenState.File file -> {
        out.writeByte(FileSystemStateCodec.OPEN_FILE);
        out.writeInt(file.node());
        out.writeBoolean(file.readable());
        out.writeBoolean(file.writable());
      }
      case OpenState.Directory directory -> {
        out.writeByte(FileSystemStateCodec.OPEN_DIRECTORY);
        out.writeInt(directory.node());
      }
      case OpenState.ImageFile file -> {
        out.writeByte(FileSystemStateCodec.OPEN_IMAGE_FILE);
        write(file.path());
        out.writeBoolean(file.readable());
      }
      case OpenState.ImageDirectory directory -> {
        out.writeByte(FileSystemStateCodec.OPEN_IMAGE_DIRECTORY);
        write(directory.path());
      }
    }
  }

  private void write(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(utf8.length);
    out.write(utf8);
  }
}
