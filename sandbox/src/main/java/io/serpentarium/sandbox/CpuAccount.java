package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * Pays for CPU time outside of executions: for user code that runs when a session is restored,
 * forked or opened from a snapshot. Thread-safe; no method blocks.
 */
public interface CpuAccount {

  /** An account that refuses nothing. */
  static CpuAccount unlimited() {
    return UnlimitedAccount.INSTANCE;
  }

  /**
   * Checks that user code may run.
   *
   * @throws SandboxException of the account's own type when no time is left; nothing is done then
   */
  void requireLeft();

  /** Charges the CPU time that user code took. */
  void charge(Duration cpuTime);
}
