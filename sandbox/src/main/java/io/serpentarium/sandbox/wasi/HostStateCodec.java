package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.vfs.InvalidStateException.require;

import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.FileSystemState;
import io.serpentarium.sandbox.vfs.FileSystemStateCodec;
import io.serpentarium.sandbox.vfs.InvalidStateException;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import io.serpentarium.sandbox.wasi.DescriptorState.Kind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link HostState}: those of its files, then its descriptors. Equal states have
 * equal bytes. What contains it says which version it is.
 */
public final class HostStateCodec {

  /** The bits that preview1 has in {@code fdflags}. */
  private static final int ALL_FLAGS = (1 << 5) - 1;

  private HostStateCodec() {}

  /** Writes a state. */
  public static void write(HostState state, DataOutput out) throws IOException {
    FileSystemStateCodec.write(state.files(), out);
    out.writeInt(state.descriptors().size());
    for (DescriptorState descriptor : state.descriptors()) {
      out.writeInt(descriptor.number());
      out.writeByte(descriptor.kind().code());
      out.writeLong(descriptor.position());
      out.writeByte(descriptor.flags());
      out.writeInt(descriptor.sharedWith());
    }
  }

  /**
   * Reads a state from untrusted bytes, within the bounds of {@link FileSystemStateCodec#read}.
   *
   * @param image an image equal to that of the file system the state was captured from
   * @param quota the quota that the files must observe
   * @param maxOpenFiles the exclusive maximum of descriptor numbers
   * @param blocks the blocks that pay for the state
   * @throws InvalidStateException if {@link #write} cannot have made the bytes, or the state
   *     exceeds the limits
   */
  public static HostState read(
      DataInput in, ReadOnlyImage image, FileQuota quota, int maxOpenFiles, Blocks blocks)
      throws IOException {
    FileSystemState files = FileSystemStateCodec.read(in, image, quota, maxOpenFiles, blocks);
    try {
      return read(in, files, maxOpenFiles);
    } catch (IOException | RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  private static HostState read(DataInput in, FileSystemState files, int maxOpenFiles)
      throws IOException {
    try {
      List<DescriptorState> descriptors = readDescriptors(in, maxOpenFiles);
      checkKinds(files, descriptors);
      return new HostState(files, descriptors);
    } catch (EOFException e) {
      throw new InvalidStateException("the bytes end too early");
    }
  }

  private static List<DescriptorState> readDescriptors(DataInput in, int maxOpenFiles)
      throws IOException {
    int count = in.readInt();
    require(count >= 0 && count <= maxOpenFiles, "too many descriptors");
    List<DescriptorState> descriptors = new ArrayList<>();
    int least = 0;
    for (int i = 0; i < count; i++) {
      DescriptorState descriptor = readDescriptor(in);
      require(
          descriptor.number() >= least && descriptor.number() < maxOpenFiles,
          "a descriptor number out of order or range");
      least = descriptor.number() + 1;
      descriptors.add(descriptor);
    }
    return descriptors;
  }

  private static DescriptorState readDescriptor(DataInput in) throws IOException {
    int number = in.readInt();
    Kind kind =
        Kind.of(in.readByte())
            .orElseThrow(() -> new InvalidStateException("no kind of descriptor"));
    DescriptorState state =
        new DescriptorState(number, kind, in.readLong(), in.readUnsignedByte(), in.readInt());
    require(
        state.position() == 0 || (state.position() > 0 && state.kind() == Kind.FILE),
        "a position out of range");
    require(
        (state.flags() & ~ALL_FLAGS) == 0
            && (state.flags() == 0
                || !(state.kind().isDirectory() || state.kind().device().isPresent())),
        "flags that do not exist");
    require(state.sharedWith() >= 0 && state.sharedWith() <= number, "shared with none");
    return state;
  }

  private static void checkKinds(FileSystemState files, List<DescriptorState> descriptors)
      throws InvalidStateException {
    Set<Kind> seen = EnumSet.noneOf(Kind.class);
    Map<Integer, DescriptorState> firsts = new HashMap<>();
    int handles = 0;
    for (DescriptorState descriptor : descriptors) {
      if (descriptor.isShared()) {
        require(isLike(descriptor, firsts.get(descriptor.sharedWith())), "shared with another");
        continue;
      }
      firsts.put(descriptor.number(), descriptor);
      Kind kind = descriptor.kind();
      require(seen.add(kind) || !kind.isUnique(), "a descriptor twice");
      if (kind.hasHandle()) {
        require(
            handles < files.openHandles() && files.isOpenDirectory(handles) == kind.isDirectory(),
            "a descriptor without its handle");
        handles++;
      }
    }
    require(handles == files.openHandles(), "a handle without a descriptor");
  }

  private static boolean isLike(DescriptorState shared, @Nullable DescriptorState first) {
    return first != null
        && first.kind() == shared.kind()
        && first.position() == shared.position()
        && first.flags() == shared.flags();
  }
}
