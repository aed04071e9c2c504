package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * Pays for CPU time outside of executions: for the user's code that runs when a session is
 * restored, forked or opened from a snapshot. Thread-safe; no method blocks.
 */
public interface CpuAccount {

  /** An account that refuses nothing. */
  static CpuAccount unlimited() {
    return UnlimitedAccount.INSTANCE;
  }

  /**
   * Checks that the user's code may run.
   *
   * @throws SandboxException of the account's when no time is left; nothing is done then
   */
  void requireLeft();

  /** Notes what the code used. */
  void charge(Duration cpuTime);
}
