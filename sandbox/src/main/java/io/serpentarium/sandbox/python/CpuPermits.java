package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares the processors between the owners of sessions: weighted fair queueing over permits.
 *
 * <p>A guest runs with a permit and releases it while it waits. Each owner has a virtual time: the
 * time for which it had permits, divided by its weight. A free permit goes to the waiting owner
 * with the least; and if a waiting owner has had less than a running one, or a guest has run for a
 * quantum, that guest is asked to visit a checkpoint and release its permit. A guest that does not
 * (the engine has no checkpoints, or it is in a host function) runs on without a permit: others do
 * not have to wait for it, and its owner is charged all the same.
 *
 * <p>Thread-safe. Turns are notified without the lock, which must never be acquired while holding a
 * lock that a notified turn takes.
 */
final class CpuPermits {

  /** The time for which a guest may run while another one of its owner waits. */
  static final Duration QUANTUM = Duration.ofMillis(10);

  /** The time in which a guest must visit a checkpoint once asked. */
  static final Duration PATIENCE = Duration.ofMillis(4);

  /** The least time that a guest gets, so that short executions do not preempt each other. */
  private static final Duration LEAST = Duration.ofMillis(1);

  /** The most that an owner may be behind, and so may have all permits at first. */
  private static final Duration MOST_BEHIND = Duration.ofMillis(50);

  private final LongSupplier nanoTime;
  private final Map<String, Party> parties = new HashMap<>();
  private final Set<CpuTurn> holders = new HashSet<>();
  private int free;
  private long latestVirtualTime;
  private int waiting;

  /**
   * @param permits the most guests that run at the same time, at least 1
   * @param nanoTime the clock, such as {@link System#nanoTime()}
   */
  CpuPermits(int permits, LongSupplier nanoTime) {
    this.free = permits;
    this.nanoTime = nanoTime;
  }

  /** An owner that has or wants permits. */
  private static final class Party {

    final String owner;
    final List<CpuTurn> queue = new ArrayList<>();
    int members;
    long virtualTime;

    Party(String owner, long virtualTime) {
      this.owner = owner;
      this.virtualTime = virtualTime;
    }
  }

  /**
   * Requests a permit for a turn, which is {@linkplain CpuTurn#granted notified} when it has one.
   */
  void request(CpuTurn turn) {
    List<CpuTurn> granted;
    CpuTurn intruder;
    synchronized (this) {
      Party party = join(turn.share());
      party.virtualTime = Math.max(party.virtualTime, latestVirtualTime - MOST_BEHIND.toNanos());
      party.queue.add(turn);
      turn.become(CpuTurn.State.WAITING, nanoTime.getAsLong());
      waiting++;
      granted = grant();
      intruder = turn.state() == CpuTurn.State.WAITING ? preemptible(party) : null;
    }
    granted.forEach(CpuTurn::granted);
    if (intruder != null) {
      intruder.wanted();
    }
  }

  /** Releases the permit of a turn, or its wish for one. */
  void release(CpuTurn turn) {
    List<CpuTurn> granted;
    synchronized (this) {
      withdraw(turn);
      granted = grant();
    }
    granted.forEach(CpuTurn::granted);
  }

  /**
   * Looks after a turn from time to time: one that has run for long while others wait is asked to
   * come by, and later left to itself.
   */
  void check(CpuTurn turn) {
    List<CpuTurn> granted = List.of();
    boolean ask = false;
    synchronized (this) {
      if (turn.state() == CpuTurn.State.LENT) {
        charge(turn);
        turn.become(CpuTurn.State.LENT, nanoTime.getAsLong());
      }
      if (turn.state() == CpuTurn.State.HELD && waiting > 0) {
        if (turn.askedFor(nanoTime.getAsLong()) > PATIENCE.toNanos()) {
          lend(turn);
          granted = grant();
        } else {
          ask = ranFor(turn) > QUANTUM.toNanos() && turn.ask(nanoTime.getAsLong());
        }
      }
    }
    granted.forEach(CpuTurn::granted);
    if (ask) {
      turn.wanted();
    }
  }

  private Party join(Share share) {
    Party party =
        parties.computeIfAbsent(share.owner(), owner -> new Party(owner, latestVirtualTime));
    party.members++;
    return party;
  }

  private Party partyOf(CpuTurn turn) {
    Party party = parties.get(turn.share().owner());
    if (party == null) {
      throw new IllegalStateException("a turn of nobody");
    }
    return party;
  }

  private void withdraw(CpuTurn turn) {
    switch (turn.state()) {
      case NONE -> {}
      case WAITING -> {
        partyOf(turn).queue.remove(turn);
        waiting--;
        leave(turn);
      }
      case HELD -> {
        charge(turn);
        holders.remove(turn);
        free++;
        leave(turn);
      }
      case LENT -> {
        charge(turn);
        leave(turn);
      }
    }
  }

  private void leave(CpuTurn turn) {
    Party party = partyOf(turn);
    turn.become(CpuTurn.State.NONE, nanoTime.getAsLong());
    party.members--;
    if (party.members == 0) {
      parties.remove(party.owner);
      latestVirtualTime = Math.max(latestVirtualTime, party.virtualTime);
    }
  }

  private void lend(CpuTurn turn) {
    charge(turn);
    holders.remove(turn);
    free++;
    turn.become(CpuTurn.State.LENT, nanoTime.getAsLong());
  }

  private void charge(CpuTurn turn) {
    partyOf(turn).virtualTime += ranFor(turn) / turn.share().weight();
  }

  private long ranFor(CpuTurn turn) {
    return nanoTime.getAsLong() - turn.since();
  }

  private List<CpuTurn> grant() {
    List<CpuTurn> granted = new ArrayList<>();
    while (free > 0 && waiting > 0) {
      CpuTurn next = neediest().queue.removeFirst();
      waiting--;
      free--;
      holders.add(next);
      next.become(CpuTurn.State.HELD, nanoTime.getAsLong());
      granted.add(next);
    }
    return granted;
  }

  private Party neediest() {
    Party neediest = null;
    for (Party party : parties.values()) {
      if (!party.queue.isEmpty()
          && (neediest == null || party.virtualTime < neediest.virtualTime)) {
        neediest = party;
      }
    }
    if (neediest == null) {
      throw new IllegalStateException("nobody waits");
    }
    latestVirtualTime = Math.max(latestVirtualTime, neediest.virtualTime);
    return neediest;
  }

  /** Returns the holder that has had the most, if that is more than a waiting party has had. */
  private @Nullable CpuTurn preemptible(Party waiter) {
    CpuTurn found = null;
    long most = waiter.virtualTime;
    for (CpuTurn holder : holders) {
      long had = partyOf(holder).virtualTime + ranFor(holder) / holder.share().weight();
      if (partyOf(holder) != waiter && had > most && ranFor(holder) >= LEAST.toNanos()) {
        found = holder;
        most = had;
      }
    }
    return found != null && found.ask(nanoTime.getAsLong()) ? found : null;
  }
}
