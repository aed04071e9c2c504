package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.FileHandle;
import io.serpentarium.sandbox.vfs.FileSystem;
import io.serpentarium.sandbox.vfs.Handle;
import java.util.Iterator;
import java.util.List;

/** Turns descriptors into states and states into descriptors. */
final class HostStates {

  private HostStates() {}

  /** What stands now. */
  static HostState capture(FileSystem files, List<OpenDescriptor> open, Use use) {
    List<Handle> handles =
        open.stream()
            .map(OpenDescriptor::descriptor)
            .<Handle>mapMulti(
                (descriptor, next) -> {
                  switch (descriptor) {
                    case Descriptor.File file -> next.accept(file.handle);
                    case Descriptor.Directory directory -> next.accept(directory.handle());
                    case Descriptor.Stream stream -> {}
                  }
                })
            .toList();
    return new HostState(
        files.capture(handles, use), open.stream().map(HostStates::state).toList());
  }

  /**
   * The descriptors of a state.
   *
   * @param handles of the file system that was made of the state
   */
  static List<OpenDescriptor> restore(HostState state, List<Handle> handles) {
    if (handles.size() != state.files().openHandles()) {
      throw new IllegalArgumentException("the file system was not made of this state");
    }
    Iterator<Handle> next = handles.iterator();
    return state.descriptors().stream()
        .map(d -> new OpenDescriptor(d.number(), made(d, next), d.position(), d.flags()))
        .toList();
  }

  private static DescriptorState state(OpenDescriptor open) {
    return new DescriptorState(
        open.number(), kind(open.descriptor()), open.position(), open.flags());
  }

  private static DescriptorState.Kind kind(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.File file -> DescriptorState.Kind.FILE;
      case Descriptor.Directory directory ->
          directory.preopenName() == null
              ? DescriptorState.Kind.DIRECTORY
              : DescriptorState.Kind.ROOT;
      case Descriptor.Stream stream -> kind(stream);
    };
  }

  private static DescriptorState.Kind kind(Descriptor.Stream stream) {
    if (stream.input) {
      return DescriptorState.Kind.STDIN;
    }
    return switch (stream.output) {
      case STDOUT -> DescriptorState.Kind.STDOUT;
      case STDERR -> DescriptorState.Kind.STDERR;
    };
  }

  private static Descriptor made(DescriptorState state, Iterator<Handle> handles) {
    return switch (state.kind()) {
      case STDIN -> Descriptor.Stream.stdin();
      case STDOUT -> Descriptor.Stream.output(StandardStreams.Output.STDOUT);
      case STDERR -> Descriptor.Stream.output(StandardStreams.Output.STDERR);
      case FILE -> new Descriptor.File((FileHandle) handles.next(), 0);
      case DIRECTORY -> new Descriptor.Directory((DirectoryHandle) handles.next(), null);
      case ROOT ->
          new Descriptor.Directory((DirectoryHandle) handles.next(), DescriptorTable.ROOT_NAME);
    };
  }
}
