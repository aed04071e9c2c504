package io.serpentarium.sandbox.wasi;

/**
 * A descriptor under its number, with what can change in it as it was at one moment.
 *
 * @param position in bytes; 0 for what has none
 * @param flags as of {@code fdflags}
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

  /** Whether it is this descriptor, whatever has changed in it. */
  boolean isOf(Descriptor other) {
    return descriptor == other;
  }

  /** Makes the descriptor what it was. */
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
