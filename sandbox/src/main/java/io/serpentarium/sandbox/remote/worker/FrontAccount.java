package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * An account that the front keeps. What is released stays here as credit, and a little more than is
 * needed is acquired at a time, so that few acquisitions ask the front; {@link #settle} gives the
 * credit back, at the latest with the heartbeat.
 */
final class FrontAccount implements MemoryAccount, CpuAccount {

  /** The credit that is acquired beyond what is needed. */
  private static final long CREDIT = 1 << 20;

  private final Worker worker;
  private final long id;

  // Under this object's monitor, which is not held while the front is asked.
  private final Map<Use, Long> credit = new EnumMap<>(Use.class);
  private boolean exact;
  private int sessions;

  FrontAccount(Worker worker, long id) {
    this.worker = worker;
    this.id = id;
  }

  /** Reads an account of memory, which the front names 0 where it refuses nothing. */
  static MemoryAccount memory(Worker worker, FrameReader in) {
    long id = in.wide();
    return id == 0 ? MemoryAccount.unlimited() : worker.add(new FrontAccount(worker, id));
  }

  /** Reads an account of CPU time. */
  static CpuAccount cpu(Worker worker, FrameReader in) {
    long id = in.wide();
    return id == 0 ? CpuAccount.unlimited() : new FrontAccount(worker, id);
  }

  @Override
  public void acquire(Use use, long bytes) {
    long taken = takeCredit(use, bytes);
    if (taken == bytes) {
      return;
    }
    try {
      ask(use, bytes - taken);
    } catch (RuntimeException e) {
      release(use, taken);
      throw e;
    }
  }

  /** Takes as much of some bytes as there is credit for. */
  private synchronized long takeCredit(Use use, long most) {
    long taken = Math.min(most, credit(use));
    credit.merge(use, -taken, Long::sum);
    return taken;
  }

  /** Has the front acquire what is missing, with some credit if there is room for it. */
  private void ask(Use use, long missing) {
    if (!isExact()) {
      try {
        askFor(use, missing + CREDIT);
        release(use, CREDIT);
        return;
      } catch (MemoryRefusedException e) {
        settle(); // so that only what is really too much is refused
      }
    }
    askFor(use, missing);
  }

  private synchronized boolean isExact() {
    return exact;
  }

  private void askFor(Use use, long bytes) {
    FrameReader _ =
        worker.answerOf(Operation.ACQUIRE, out -> out.number(id).constant(use).number(bytes));
  }

  @Override
  public synchronized void release(Use use, long bytes) {
    credit.merge(use, bytes, Long::sum);
    if (exact || credit(use) > 2 * CREDIT) {
      releaseCredit(use);
    }
  }

  /** Releases the credit, so that the front has what is really held. */
  synchronized void settle() {
    releaseCredit();
  }

  /** Counts a session that it pays for. */
  synchronized void retain() {
    sessions++;
  }

  /** Notices that a session is closed; with the last one, no credit is kept any more. */
  synchronized void leave() {
    if (--sessions == 0) {
      close();
    }
  }

  /** Keeps no credit from now on. */
  synchronized void close() {
    exact = true;
    releaseCredit();
  }

  private long credit(Use use) {
    return credit.getOrDefault(use, 0L);
  }

  private void releaseCredit() {
    for (Use use : Use.values()) {
      releaseCredit(use);
    }
  }

  private void releaseCredit(Use use) {
    long bytes = credit(use);
    if (bytes > 0) {
      credit.remove(use);
      worker.link().tell(Operation.RELEASE, out -> out.number(id).constant(use).number(bytes));
    }
  }

  @Override
  public void requireLeft() {
    FrameReader _ = worker.answerOf(Operation.REQUIRE_LEFT, out -> out.number(id));
  }

  @Override
  public void charge(Duration cpuTime) {
    worker.link().tell(Operation.CHARGE, out -> out.number(id).duration(cpuTime));
  }
}
