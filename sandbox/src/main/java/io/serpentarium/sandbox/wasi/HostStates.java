package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.FileHandle;
import io.serpentarium.sandbox.vfs.FileSystem;
import io.serpentarium.sandbox.vfs.Handle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Turns descriptors into states and states into descriptors. */
final class HostStates {

  private HostStates() {}

  /** Captures the present state. */
  static HostState capture(FileSystem files, List<OpenDescriptor> open, Use use) {
    List<DescriptorState> states = states(open);
    List<Handle> handles =
        IntStream.range(0, open.size())
            .filter(i -> !states.get(i).isShared())
            .mapToObj(i -> open.get(i).descriptor())
            .<Handle>mapMulti(
                (descriptor, next) -> {
                  switch (descriptor) {
                    case Descriptor.File file -> next.accept(file.handle);
                    case Descriptor.Directory directory -> next.accept(directory.handle());
                    case Descriptor.Stream stream -> {}
                    case Descriptor.Device device -> {}
                  }
                })
            .toList();
    return new HostState(files.capture(handles, use), states);
  }

  private static List<DescriptorState> states(List<OpenDescriptor> open) {
    IdentityHashMap<Descriptor, Integer> first = new IdentityHashMap<>();
    return open.stream()
        .map(
            each -> {
              Integer known = first.putIfAbsent(each.descriptor(), each.number());
              return state(each, known == null ? each.number() : known);
            })
        .toList();
  }

  /**
   * Returns the descriptors of a state.
   *
   * @param handles the handles of the file system that was made of the state
   */
  static List<OpenDescriptor> restore(HostState state, List<Handle> handles) {
    if (handles.size() != state.files().openHandles()) {
      throw new IllegalArgumentException("the file system was not made of this state");
    }
    Iterator<Handle> next = handles.iterator();
    Map<Integer, Descriptor> made = new HashMap<>();
    List<OpenDescriptor> open = new ArrayList<>();
    for (DescriptorState each : state.descriptors()) {
      Descriptor descriptor =
          each.isShared()
              ? Objects.requireNonNull(made.get(each.sharedWith()), "shared with none")
              : made(each, next);
      made.put(each.number(), descriptor);
      open.add(new OpenDescriptor(each.number(), descriptor, each.position(), each.flags()));
    }
    return open;
  }

  private static DescriptorState state(OpenDescriptor open, int sharedWith) {
    return new DescriptorState(
        open.number(), kind(open.descriptor()), open.position(), open.flags(), sharedWith);
  }

  private static DescriptorState.Kind kind(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.File file -> DescriptorState.Kind.FILE;
      case Descriptor.Directory directory ->
          directory.preopenName() == null
              ? DescriptorState.Kind.DIRECTORY
              : DescriptorState.Kind.ROOT;
      case Descriptor.Stream stream -> kind(stream);
      case Descriptor.Device device -> DescriptorState.Kind.of(device.kind());
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
      case NULL, ZERO, FULL, URANDOM, RANDOM, DISPLAY, PROCESS ->
          new Descriptor.Device(state.kind().device().orElseThrow());
    };
  }
}
