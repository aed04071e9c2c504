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
    table.add("random_get", "ii", this::randomGet);
  }

  private void randomGet(long[] a) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(a[0], a[1]);
    for (long done = 0; done < a[1]; done += GuestView.TRANSFER_BYTES) {
      letBeStopped(done);
      int part = (int) Math.min(a[1] - done, GuestView.TRANSFER_BYTES);
      byte[] buffer = guest.transfer(part);
      random.fill(buffer, part);
      memory.write(a[0] + done, buffer, 0, part);
    }
  }

  /** Filling a whole memory takes seconds, and a guest that must not run on must not go on here. */
  private void letBeStopped(long done) {
    if (done > 0) {
      wait.until(() -> true, GuestWait.FOREVER);
    }
  }
}
