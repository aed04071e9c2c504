package io.serpentarium.service.core.admission;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A tenant's account of the ledger for one session and its copies, or one snapshot. Acquires a
 * little ahead, in proportion to what it holds, so that thousands of pages do not go to the ledger
 * one by one. Thread-safe.
 *
 * <p>What hibernation takes is never refused, and counts once it has freed what it stands for: it
 * is less than that, a node that is full has to get out of it, and no other tenant's room may go.
 */
final class LedgerAccount implements MemoryAccount {

  private static final long MOST_AHEAD = 1 << 20;
  private static final int AHEAD = 8;

  private final Ledger ledger;
  private final Tenant tenant;
  private final Map<Use, Line> lines = new EnumMap<>(Use.class);

  LedgerAccount(Ledger ledger, Tenant tenant) {
    this.ledger = ledger;
    this.tenant = tenant;
    for (Use use : Use.values()) {
      lines.put(use, new Line(use));
    }
  }

  /** Throws a refusal whose cause says whose share is used up. */
  @Override
  public void acquire(Use use, long bytes) {
    line(use).acquire(bytes);
  }

  @Override
  public void release(Use use, long bytes) {
    line(use).release(bytes);
    if (use == Use.GUEST) {
      line(Use.HIBERNATION).settle();
    }
  }

  private Line line(Use use) {
    return Objects.requireNonNull(lines.get(use));
  }

  static Space space(Use use) {
    return switch (use) {
      case STRUCTURE, OUTPUT -> Space.HEAP;
      case GUEST, FILES, HISTORY, HIBERNATION, SNAPSHOT -> Space.NATIVE;
    };
  }

  private static Owner owner(Use use) {
    return switch (use) {
      case GUEST, FILES, STRUCTURE, HIBERNATION, OUTPUT -> Owner.SESSION;
      case HISTORY -> Owner.HISTORY;
      case SNAPSHOT -> Owner.SNAPSHOT;
    };
  }

  /** The bytes held for one use. */
  private final class Line {

    private final Use use;
    private long held;
    private long acquired;

    Line(Use use) {
      this.use = use;
    }

    synchronized void acquire(long bytes) {
      long missing = held + bytes - acquired;
      if (missing > 0 && use != Use.HIBERNATION) {
        acquired += take(missing);
      }
      held += bytes;
    }

    private long take(long missing) {
      long ahead = ahead();
      return ahead > 0 && tryTake(missing + ahead) ? missing + ahead : takeOrThrow(missing);
    }

    private boolean tryTake(long bytes) {
      try {
        ledger.acquire(space(use), tenant, owner(use), bytes);
        return true;
      } catch (QuotaExceededException | SandboxSaturatedException e) {
        return false;
      }
    }

    private long takeOrThrow(long bytes) {
      try {
        ledger.acquire(space(use), tenant, owner(use), bytes);
        return bytes;
      } catch (QuotaExceededException | SandboxSaturatedException e) {
        MemoryRefusedException refusal =
            new MemoryRefusedException(use, bytes, "the ledger has no room for it");
        refusal.initCause(e);
        throw refusal;
      }
    }

    /** Acquires the bytes that are held and were not acquired. */
    synchronized void settle() {
      if (held > acquired) {
        ledger.acquireUnchecked(space(use), tenant, owner(use), held - acquired);
        acquired = held;
      }
    }

    synchronized void release(long bytes) {
      held -= bytes;
      long ahead = ahead();
      if (held == 0 || acquired - held > 2 * ahead) {
        ledger.release(space(use), tenant, owner(use), acquired - held - ahead);
        acquired = held + ahead;
      }
    }

    private long ahead() {
      return Math.min(MOST_AHEAD, held / AHEAD);
    }
  }
}
