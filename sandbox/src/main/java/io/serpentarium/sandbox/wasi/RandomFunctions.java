package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.ErrnoException;

/** Entropy from the host. */
final class RandomFunctions {

  private final GuestView guest;
  private final RandomSource random;
  private final GuestWait wait;

  RandomFunctions(GuestView guest, RandomSource random, GuestWait wait) {
    this.guest = guest;
    this.random = random;
    this.wait = wait;
  }

  void register(FunctionTable table) {
    table.add("random_get", "ii", a -> randomGet(a[0], a[1]));
  }

  /**
   * Fills a buffer.
   *
   * @throws ErrnoException EFAULT
   */
  private void randomGet(long buffer, long length) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(buffer, length);
    for (long done = 0; done < length; done += GuestView.TRANSFER_BYTES) {
      letBeStopped(done);
      int part = (int) Math.min(length - done, GuestView.TRANSFER_BYTES);
      byte[] bytes = guest.transfer(part);
      random.fill(bytes, part);
      memory.write(buffer + done, bytes, 0, part);
    }
  }

  /** Filling a whole memory takes seconds, and a guest that must not run on must not go on here. */
  private void letBeStopped(long done) {
    if (done > 0) {
      wait.until(() -> true, GuestWait.FOREVER);
    }
  }
}
