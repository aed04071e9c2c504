package io.serpentarium.sandbox.engine.support;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops guest code by taking its polling page away: its next poll faults, which the runtime turns
 * into a trap.
 *
 * <p>Nothing but guest code may touch a revoked page, or the process dies. The host cannot address
 * it, since its view of the memory begins after it, and the runtime has no reason to.
 *
 * <p>All calls under the lock of the {@link GuestGate}.
 */
final class PageRevocation implements Stopper {

  private static final Logger LOG = LoggerFactory.getLogger(PageRevocation.class);

  /** The least page of any Linux; a memory's base lies at a boundary of the real one. */
  private static final int PAGE_BYTES = 4096;

  private final MemoryProtection protection;
  private long base;
  private boolean revoked;
  private boolean reported;

  /** A revocation that does nothing before {@link #cover}. */
  PageRevocation(MemoryProtection protection) {
    this.protection = protection;
  }

  /**
   * Sets the page to revoke, before any other thread knows of the instance.
   *
   * @param memoryBase the start of the memory, for as long as the instance lives
   */
  void cover(long memoryBase) {
    if (memoryBase <= 0 || memoryBase % PAGE_BYTES != 0) {
      throw new IllegalArgumentException("no memory at " + memoryBase);
    }
    base = memoryBase;
  }

  /**
   * {@inheritDoc}
   *
   * <p>When the kernel refuses, that is logged once: the guest then goes on until it next calls the
   * host, or until a repetition succeeds.
   */
  @Override
  public void stop() {
    if (base != 0) {
      revoked = true;
      report("stopped", protection.revoke(base, PollingPage.BYTES));
    }
  }

  /** Makes the page accessible again. A refusal is harmless: the guest is not entered again. */
  @Override
  public void restore() {
    if (revoked) {
      revoked = false;
      report("given its page back", protection.allow(base, PollingPage.BYTES));
    }
  }

  private void report(String what, int errno) {
    if (errno != 0 && !reported) {
      reported = true;
      LOG.warn("A guest could not be {} immediately: mprotect failed with errno {}", what, errno);
    }
  }
}
