package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Share;

/**
 * The payer for a guest.
 *
 * @param permits the permits that its user code waits for
 */
record GuestOwner(MemoryAccount memory, CpuAccount cpu, Share share, CpuPermits permits) {

  /** The owner of a session. */
  static GuestOwner of(SessionOptions options, CpuPermits permits) {
    return new GuestOwner(options.account(), options.cpu(), options.share(), permits);
  }

  /** The sandbox itself, as long as a guest has no user. */
  static GuestOwner nobody(CpuPermits permits) {
    return nobody(MemoryAccount.unlimited(), permits);
  }

  /** The owner of a guest that has no user yet, for which an account pays. */
  static GuestOwner nobody(MemoryAccount account, CpuPermits permits) {
    return new GuestOwner(account, CpuAccount.unlimited(), Share.COMMON, permits);
  }

  /** A use of the processor for a guest. */
  CpuTurn newTurn(Interruption interruption) {
    return new CpuTurn(permits, share, interruption);
  }
}
