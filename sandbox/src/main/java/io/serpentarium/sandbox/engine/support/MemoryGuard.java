package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.GuestMemory;

/**
 * Keeps an instance's memory mapped while a thread accesses it.
 *
 * <p>An access is made by the thread that has the store, in a call or between two, which the close
 * refuses or waits for; or inside {@link GuestGate#whileAlive}, which the close waits for and then
 * keeps shut; or by a thread that acquires the store for the length of the access. All three end
 * before anything is unmapped, and none can begin afterwards. Segments therefore need no scope of
 * their own, whose end would stop all threads of the process.
 *
 * @param access the access to the store
 * @param gate the gate of the same instance
 */
public record MemoryGuard(StoreAccess access, GuestGate gate) implements GuestMemory.Guard {

  @Override
  public boolean acquire() {
    if (access.isHeld() || gate.isHeld()) {
      return false;
    }
    access.acquire();
    return true;
  }

  @Override
  public void release() {
    access.release();
  }
}
