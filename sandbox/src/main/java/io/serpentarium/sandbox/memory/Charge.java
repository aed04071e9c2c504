package io.serpentarium.sandbox.memory;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;

/** Bytes of the Java heap that an account pays for until the last owner has released them. */
public final class Charge extends Owned {

  private final MemoryAccount account;
  private long bytes;

  /** A charge of nothing yet. */
  public Charge(MemoryAccount account) {
    this.account = account;
  }

  /**
   * Charges more, which is about to be allocated. By its only owner.
   *
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room; the charge is as
   *     before
   */
  public void add(long more) {
    account.acquire(Use.STRUCTURE, more);
    bytes += more;
  }

  @Override
  protected void free() {
    account.release(Use.STRUCTURE, bytes);
  }
}
