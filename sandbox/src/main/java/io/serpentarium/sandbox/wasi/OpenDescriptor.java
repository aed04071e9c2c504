package io.serpentarium.sandbox.wasi;

/**
 * A numbered descriptor with its changeable parts at one moment.
 *
 * @param position the position in bytes; 0 if the descriptor has none
 * @param flags the {@code fdflags}
 */
record OpenDescriptor(int number, Descriptor descriptor, long position, int flags) {

  /** A descriptor as it is now. */
  static OpenDescriptor of(int number, Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.Stream stream -> new OpenDescriptor(number, stream, 0, stream.flags);
      case Descriptor.File file -> new OpenDescriptor(number, file, file.position, file.flags);
      case Descriptor.Directory directory -> new OpenDescriptor(number, directory, 0, 0);
      case Descriptor.Device device -> new OpenDescriptor(number, device, 0, 0);
    };
  }

  /** Returns whether this is a descriptor, whatever has changed in it. */
  boolean isOf(Descriptor other) {
    return descriptor == other;
  }

  /** Restores the descriptor. */
  void putBack() {
    switch (descriptor) {
      case Descriptor.Stream stream -> stream.flags = flags;
      case Descriptor.File file -> {
        file.position = position;
        file.flags = flags;
      }
      case Descriptor.Directory directory -> {}
      case Descriptor.Device device -> {}
    }
  }
}
