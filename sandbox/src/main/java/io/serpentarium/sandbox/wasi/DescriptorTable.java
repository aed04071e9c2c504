package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guest's descriptors: 0 to 2 the standard streams, 3 the root, then those that it opens. */
final class DescriptorTable {

  /** The number of the root directory, which the pre-initialised module remembers. */
  static final int ROOT = 3;

  /** The name under which the guest was given the root. */
  static final String ROOT_NAME = "/";

  private final int limit;
  private @Nullable Descriptor[] slots;

  /** All numbers in use are below. */
  private int end;

  private long refusals;

  /**
   * Creates a table with the four initial descriptors.
   *
   * @param limit the most descriptors that may be open at a time, at least 4
   */
  DescriptorTable(int limit, DirectoryHandle root) {
    this.limit = limit;
    slots = new @Nullable Descriptor[limit];
    putInitial(root);
  }

  /** Closes all descriptors, and starts again with the four initial ones. */
  void startAgain(DirectoryHandle root) {
    closeAll();
    putInitial(root);
  }

  /** Closes all descriptors. */
  void closeAll() {
    restore(List.of());
  }

  private void putInitial(DirectoryHandle root) {
    reopenStreams();
    put(ROOT, new Descriptor.Directory(root, ROOT_NAME));
  }

  /** Returns the open descriptors, in the order of their numbers. */
  List<OpenDescriptor> open() {
    List<OpenDescriptor> open = new ArrayList<>();
    for (int number = 0; number < end; number++) {
      Descriptor descriptor = slots[number];
      if (descriptor != null) {
        open.add(OpenDescriptor.of(number, descriptor));
      }
    }
    return open;
  }

  /**
   * Closes descriptors that were not open then and restores those that were, even beyond the limit.
   * Handles that were closed since then are not reopened.
   *
   * @param then a former result of {@link #open}
   */
  void restore(List<OpenDescriptor> then) {
    for (Descriptor descriptor : slots) {
      if (descriptor != null && then.stream().noneMatch(open -> open.isOf(descriptor))) {
        descriptor.close();
      }
    }
    putBackOnly(then);
  }

  /** Replaces all descriptors by these; open ones are neither closed nor kept. */
  void putBackOnly(List<OpenDescriptor> then) {
    int highest = then.stream().mapToInt(OpenDescriptor::number).max().orElse(0);
    slots = new @Nullable Descriptor[Math.max(limit, highest + 1)];
    end = 0;
    putBack(then);
  }

  /** Returns the number of refusals for want of a number. */
  long refusals() {
    return refusals;
  }

  /** Returns whether a number is open. */
  boolean isOpen(long number) {
    return number < slots.length && slots[(int) number] != null;
  }

  /**
   * Looks one up.
   *
   * @throws ErrnoException EBADF
   */
  Descriptor get(long number) throws ErrnoException {
    Descriptor found = number < slots.length ? slots[(int) number] : null;
    if (found == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return found;
  }

  /**
   * Looks up a file.
   *
   * @throws ErrnoException EBADF, EISDIR, or ESPIPE for a stream or device
   */
  Descriptor.File file(long number) throws ErrnoException {
    return switch (get(number)) {
      case Descriptor.File file -> file;
      case Descriptor.Directory directory -> throw new ErrnoException(Errno.EISDIR);
      case Descriptor.Stream stream -> throw new ErrnoException(Errno.ESPIPE);
      case Descriptor.Device device -> throw new ErrnoException(Errno.ESPIPE);
    };
  }

  /**
   * Looks up a directory.
   *
   * @throws ErrnoException EBADF or ENOTDIR
   */
  DirectoryHandle directory(long number) throws ErrnoException {
    if (get(number) instanceof Descriptor.Directory directory) {
      return directory.handle();
    }
    throw new ErrnoException(Errno.ENOTDIR);
  }

  /**
   * Refuses when no number is left, before anything is opened.
   *
   * @throws ErrnoException EMFILE
   */
  void requireFree() throws ErrnoException {
    free(0);
  }

  /**
   * Gives a descriptor the lowest free number.
   *
   * @throws ErrnoException EMFILE
   */
  int add(Descriptor descriptor) throws ErrnoException {
    int number = free(0);
    put(number, descriptor);
    return number;
  }

  /**
   * Closes one.
   *
   * @throws ErrnoException EBADF
   */
  void close(long number) throws ErrnoException {
    Descriptor closed = get(number);
    slots[(int) number] = null;
    release(closed);
  }

  /**
   * Makes the lowest free number that is not below a minimum a duplicate of a descriptor.
   *
   * @throws ErrnoException EBADF, EINVAL or EMFILE
   */
  int duplicate(long number, long minimum) throws ErrnoException {
    Descriptor shared = get(number);
    if (minimum >= limit) {
      throw new ErrnoException(Errno.EINVAL);
    }
    int duplicate = free((int) minimum);
    put(duplicate, shared);
    return duplicate;
  }

  /**
   * Makes a number a duplicate of a descriptor; its former descriptor is closed.
   *
   * @throws ErrnoException EBADF, also if the number is out of range
   */
  void replace(long number, long replaced) throws ErrnoException {
    Descriptor shared = get(number);
    if (replaced >= limit) {
      throw new ErrnoException(Errno.EBADF);
    }
    Descriptor closed = slots[(int) replaced];
    put((int) replaced, shared);
    if (closed != null) {
      release(closed);
    }
  }

  /** Opens those of the standard streams that the guest has closed, as they were at its start. */
  void reopenStreams() {
    if (slots[0] == null) {
      put(0, Descriptor.Stream.stdin());
    }
    if (slots[1] == null) {
      put(1, Descriptor.Stream.output(StandardStreams.Output.STDOUT));
    }
    if (slots[2] == null) {
      put(2, Descriptor.Stream.output(StandardStreams.Output.STDERR));
    }
  }

  /**
   * Moves one to another number in use, which is closed.
   *
   * @throws ErrnoException EBADF
   */
  void renumber(long from, long to) throws ErrnoException {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from == to) {
      return;
    }
    slots[(int) to] = moved;
    slots[(int) from] = null;
    release(replaced);
  }

  private void put(int number, Descriptor descriptor) {
    slots[number] = descriptor;
    end = Math.max(end, number + 1);
  }

  /** Closes a descriptor unless another number still stands for it. */
  private void release(Descriptor released) {
    for (int number = 0; number < end; number++) {
      if (slots[number] == released) {
        return;
      }
    }
    released.close();
  }

  private void putBack(List<OpenDescriptor> open) {
    for (OpenDescriptor each : open) {
      each.putBack();
      slots[each.number()] = each.descriptor();
      end = Math.max(end, each.number() + 1);
    }
  }

  private int free(int minimum) throws ErrnoException {
    int number = Arrays.asList(slots).subList(minimum, limit).indexOf(null);
    if (number < 0) {
      refusals++;
      throw new ErrnoException(Errno.EMFILE);
    }
    return minimum + number;
  }
}
