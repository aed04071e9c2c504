package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.GuestMemory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops guest code by taking its linear memory away: its next load or store faults, which the
 * runtime turns into a trap. Guest code that touches no memory goes on.
 *
 * <p>Nothing but guest code may touch a revoked memory, or the process dies: neither the host,
 * which {@link GuestGate} sees to, nor the runtime's own code, so the guest must be compiled
 * without bulk memory instructions.
 *
 * <p>All calls under the gate's lock.
 */
public final class MemoryRevocation implements Stopper {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryRevocation.class);

  /** The least page of any Linux; a memory's base lies at a boundary of the real one. */
  private static final int PAGE_BYTES = 4096;

  private final MemoryProtection protection;
  private @Nullable GuestMemory memory;
  private long base;
  private long reserved;
  private boolean revoked;
  private boolean reported;

  /** A revocation that does nothing before {@link #cover}. */
  public MemoryRevocation(MemoryProtection protection) {
    this.protection = protection;
  }

  /**
   * Sets what is revoked. Before any other thread knows of the instance.
   *
   * @param memoryBase where the memory starts, for as long as the instance lives
   * @param reservedBytes address space from there on that is this memory's and nobody else's,
   *     whatever the memory's size; all that it can grow to
   */
  public void cover(GuestMemory guestMemory, long memoryBase, long reservedBytes) {
    if (memoryBase <= 0 || memoryBase % PAGE_BYTES != 0) {
      throw new IllegalArgumentException("no memory at " + memoryBase);
    }
    memory = guestMemory;
    base = memoryBase;
    reserved = reservedBytes;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Repeated, it takes away what the memory has grown by since. When the kernel refuses, that is
   * logged once: the guest then goes on until it next calls the host.
   */
  @Override
  public void stop() {
    if (memory == null) {
      return;
    }
    revoked = true;
    int errno = protection.revoke(base, reserved);
    if (errno != 0 && !reported) {
      reported = true;
      LOG.warn("A guest could not be stopped at once: mprotect failed with errno {}", errno);
    }
  }

  /**
   * Gives back what the memory has; when the kernel refuses, the host loses its access for good.
   */
  @Override
  public void restore() {
    if (memory == null || !revoked) {
      return;
    }
    revoked = false;
    int errno = protection.allow(base, memory.size());
    if (errno != 0) {
      memory.withdraw();
      LOG.warn("A stopped guest's memory is lost: mprotect failed with errno {}", errno);
    }
  }
}
