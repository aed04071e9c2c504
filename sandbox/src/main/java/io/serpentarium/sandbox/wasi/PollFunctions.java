package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.wasi.Subscription.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Waiting for clocks and descriptors.
 *
 * @see <a
 *     href="https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#poll_oneoff">poll_oneoff</a>
 */
final class PollFunctions {

  /** Subscriptions that one call may name. */
  private static final int MAX_SUBSCRIPTIONS = 1024;

  private static final int EVENT_BYTES = 32;

  private final GuestView guest;
  private final DescriptorTable descriptors;
  private final StandardStreams streams;
  private final GuestWait wait;
  private final ClockFunctions clocks;

  PollFunctions(
      GuestView guest,
      DescriptorTable descriptors,
      StandardStreams streams,
      GuestWait wait,
      ClockFunctions clocks) {
    this.guest = guest;
    this.descriptors = descriptors;
    this.streams = streams;
    this.wait = wait;
    this.clocks = clocks;
  }

  void register(FunctionTable table) {
    table.add("poll_oneoff", "iiii", a -> pollOneoff(a[0], a[1], a[2], a[3]));
  }

  /**
   * Waits until one of the subscriptions has happened, and writes those that have.
   *
   * @throws ErrnoException EFAULT, EINTR or EINVAL
   */
  private void pollOneoff(long subscriptions, long events, long count, long result)
      throws ErrnoException {
    if (count == 0 || count > MAX_SUBSCRIPTIONS) {
      throw new ErrnoException(Errno.EINVAL);
    }
    GuestMemory memory = guest.memory();
    memory.check(subscriptions, count * Subscription.BYTES);
    memory.check(events, count * EVENT_BYTES);
    memory.check(result, Integer.BYTES);
    List<Subscription> decoded = decode(memory, subscriptions, (int) count);
    await(decoded);
    memory.putInt(result, writeEvents(memory, events, decoded));
  }

  private List<Subscription> decode(GuestMemory memory, long address, int count)
      throws ErrnoException {
    List<Subscription> subscriptions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long at = address + (long) i * Subscription.BYTES;
      subscriptions.add(Subscription.decode(memory, at, clocks));
    }
    return subscriptions;
  }

  private void await(List<Subscription> subscriptions) throws ErrnoException {
    long deadline = GuestWait.FOREVER;
    boolean onStdin = false;
    for (Subscription subscription : subscriptions) {
      if (happened(subscription)) {
        return;
      }
      deadline = Math.min(deadline, subscription.deadlineNanos());
      onStdin |= subscription.kind() == Kind.READ;
    }
    boolean watchStdin = onStdin;
    streams.beforeWait();
    if (wait.until(() -> watchStdin && streams.readable(), deadline)
        == GuestWait.Wake.INTERRUPTED) {
      throw new ErrnoException(Errno.EINTR);
    }
  }

  private boolean happened(Subscription subscription) {
    return switch (subscription.kind()) {
      case CLOCK -> subscription.deadlineNanos() - System.nanoTime() <= 0;
      case READ -> !isStdin(subscription) || streams.readable();
      case WRITE -> true;
    };
  }

  private int writeEvents(GuestMemory memory, long address, List<Subscription> subscriptions) {
    int count = 0;
    for (Subscription subscription : subscriptions) {
      if (happened(subscription)) {
        long event = address + (long) count * EVENT_BYTES;
        memory.putLong(event, subscription.userData());
        memory.putLong(event + 8, errno(subscription) | (long) subscription.kind().number() << 16);
        memory.putLong(event + 16, subscription.kind() == Kind.CLOCK ? 0 : 1);
        memory.putLong(event + 24, 0);
        count++;
      }
    }
    return count;
  }

  private long errno(Subscription subscription) {
    if (subscription.kind() == Kind.CLOCK) {
      return WasiErrno.SUCCESS;
    }
    try {
      descriptors.get(subscription.descriptor());
      return WasiErrno.SUCCESS;
    } catch (ErrnoException e) {
      return WasiErrno.of(e.errno());
    }
  }

  private boolean isStdin(Subscription subscription) {
    try {
      return descriptors.get(subscription.descriptor()) instanceof Descriptor.Stream stream
          && stream.input;
    } catch (ErrnoException e) {
      return false;
    }
  }
}
