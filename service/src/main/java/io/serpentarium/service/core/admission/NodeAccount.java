package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The account of something of the node's own, such as a template. Thread-safe. */
public final class NodeAccount implements MemoryAccount {

  private final Ledger ledger;
  private final AtomicBoolean refused = new AtomicBoolean();

  NodeAccount(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void acquire(Use use, long bytes) {
    try {
      ledger.acquireOwn(LedgerAccount.space(use), bytes);
    } catch (SandboxSaturatedException e) {
      refused.set(true);
      MemoryRefusedException refusal =
          new MemoryRefusedException(use, bytes, "the ledger has no room for it");
      refusal.initCause(e);
      throw refusal;
    }
  }

  @Override
  public void release(Use use, long bytes) {
    ledger.releaseOwn(LedgerAccount.space(use), bytes);
  }

  /**
   * Makes something that this account pays for.
   *
   * @param name how it is called if it does not fit
   * @throws SandboxSaturatedException if it failed after this account had refused something
   */
  public <T> T make(String name, Making<T> making) {
    try {
      return making.make(this);
    } catch (RuntimeException e) {
      if (!refused.get()) {
        throw e;
      }
      SandboxSaturatedException saturated =
          new SandboxSaturatedException("%s does not fit into the node's memory".formatted(name));
      saturated.initCause(e);
      throw saturated;
    }
  }

  /**
   * Something that is made.
   *
   * @param <T> the type of what is made
   */
  @FunctionalInterface
  public interface Making<T> {

    /** Makes it, for which an account pays. */
    T make(MemoryAccount account);
  }
}
