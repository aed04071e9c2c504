package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Device;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import java.util.Optional;

/**
 * A descriptor of a guest that a program which it starts has in place of a standard stream. The
 * guest's thread must wait meanwhile.
 */
public final class Inherited {

  private final Descriptor descriptor;

  private Inherited(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * A descriptor to read from.
   *
   * @throws ErrnoException EBADF if it cannot be read from, by programs that inherit it
   */
  static Inherited input(Descriptor descriptor) throws ErrnoException {
    return checked(
        descriptor,
        switch (descriptor) {
          case Descriptor.Stream stream -> stream.input;
          case Descriptor.File file -> file.handle.readable();
          case Descriptor.Device device -> device.kind() == Device.NULL;
          case Descriptor.Directory _ -> false;
        });
  }

  /**
   * A descriptor to write to.
   *
   * @throws ErrnoException EBADF if it cannot be written to, by programs that inherit it
   */
  static Inherited output(Descriptor descriptor) throws ErrnoException {
    return checked(
        descriptor,
        switch (descriptor) {
          case Descriptor.Stream stream -> !stream.input;
          case Descriptor.File file -> file.handle.writable();
          case Descriptor.Device device -> device.kind() == Device.NULL;
          case Descriptor.Directory _ -> false;
        });
  }

  private static Inherited checked(Descriptor descriptor, boolean usable) throws ErrnoException {
    if (!usable) {
      throw new ErrnoException(Errno.EBADF);
    }
    return new Inherited(descriptor);
  }

  /** Returns whether it is the guest's own standard input or output. */
  public boolean isStandard() {
    return descriptor instanceof Descriptor.Stream;
  }

  /** Returns the guest's standard output or error, if it is one of them. */
  public Optional<StandardStreams.Output> standardOutput() {
    return descriptor instanceof Descriptor.Stream stream && !stream.input
        ? Optional.of(stream.output)
        : Optional.empty();
  }

  /** Reads from a file where its position is; 0 at its end, and where it is no file. */
  public int read(byte[] target, int offset, int length) {
    try {
      return descriptor instanceof Descriptor.File file ? file.read(target, offset, length) : 0;
    } catch (ErrnoException e) {
      return 0;
    }
  }

  /**
   * Writes to a file where its position is; what is no file takes everything.
   *
   * @return whether there was room
   */
  public boolean write(byte[] source, int offset, int length) {
    try {
      if (descriptor instanceof Descriptor.File file) {
        file.write(source, offset, length);
      }
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }
}
