package io.serpentarium.sandbox;

/**
 * The options with which a session is opened.
 *
 * @param limits the limits of the session and of those executions that do not narrow them
 * @param history the number of executions that {@link Session#undo} can take back, from 0 to {@link
 *     #MAX_HISTORY}; each costs the memory and the time of copying what the session changed
 * @param rollBack whether an execution that can only be ended by force is undone; otherwise the
 *     session is lost then, and executions save the cost of being undoable
 * @param share the share of the CPU that the session runs on
 * @param account the account that pays for the session's memory, files, history and hibernation,
 *     and for what its forks share
 * @param cpu the account that pays for user code outside of executions, see {@link CpuAccount}
 * @param checkpoints whether the state after each execution or other change is kept outside of the
 *     process that runs the session, where that is another one than this, so that the session goes
 *     on from it should that process end; the account pays for it as for history
 */
public record SessionOptions(
    Limits limits,
    int history,
    boolean rollBack,
    Share share,
    MemoryAccount account,
    CpuAccount cpu,
    boolean checkpoints) {

  /** The most executions that can be undone. */
  public static final int MAX_HISTORY = 1_000;

  public SessionOptions {
    if (history < 0 || history > MAX_HISTORY) {
      throw new IllegalArgumentException(
          "history must be from 0 to %d: %d".formatted(MAX_HISTORY, history));
    }
  }

  /** A session with the given limits, no history, roll-back, and the common share. */
  public static SessionOptions withLimits(Limits limits) {
    return new SessionOptions(
        limits, 0, true, Share.COMMON, MemoryAccount.unlimited(), CpuAccount.unlimited(), false);
  }

  public SessionOptions withHistory(int executions) {
    return new SessionOptions(limits, executions, rollBack, share, account, cpu, checkpoints);
  }

  /**
   * Returns these options for a session that its owner discards after an execution that was ended
   * by force.
   */
  public SessionOptions withoutRollBack() {
    return new SessionOptions(limits, history, false, share, account, cpu, checkpoints);
  }

  public SessionOptions withShare(Share newShare) {
    return new SessionOptions(limits, history, rollBack, newShare, account, cpu, checkpoints);
  }

  public SessionOptions withAccount(MemoryAccount newAccount) {
    return new SessionOptions(limits, history, rollBack, share, newAccount, cpu, checkpoints);
  }

  public SessionOptions withCpu(CpuAccount newCpu) {
    return new SessionOptions(limits, history, rollBack, share, account, newCpu, checkpoints);
  }

  public SessionOptions withCheckpoints(boolean kept) {
    return new SessionOptions(limits, history, rollBack, share, account, cpu, kept);
  }
}
