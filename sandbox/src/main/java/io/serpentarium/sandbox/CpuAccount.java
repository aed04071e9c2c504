package io.serpentarium.sandbox;

import java.time.Duration;

/**
 * The account of who pays for CPU time that is no execution's: of code of the user's that runs when
 * a session is restored, forked or opened from a snapshot. Thread-safe; no method blocks.
 */
public interface CpuAccount {

  /** An account that refuses nothing. */
  static CpuAccount unlimited() {
    return UnlimitedAccount.INSTANCE;
  }

  /**
   * Lets the user's code be entered.
   *
   * @throws SandboxException of the account's when no time is left; nothing is done then
   */
  void requireLeft();

  /** Takes note of what it used. */
  void charge(Duration cpuTime);
}
