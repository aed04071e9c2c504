package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Results;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of a snapshot, which lies in one or several workers, and with the front if sessions are
 * prepared from it. Where another worker needs it, it goes there by way of the front as its
 * exported bytes, which the front does not decode. Thread-safe.
 */
final class SharedState {

  private final Hosts workers;
  private final NativeHeap heap;
  private final MemoryAccount account;
  private final long sizeBytes;
  private final Instant createdAt;

  // Under this object's monitor, which is held over no call to a worker.
  private final Map<WorkerProcess, StateCopy> copies = new HashMap<>();
  private @Nullable Prepared prepared;
  private int owners = 1;
  private long generation;

  /** The workers, which stay while somebody needs them. */
  interface Hosts {

    /** Returns whether workers stay without sessions, so that preparing there is worth it. */
    boolean stay();

    /** Notices that an owner needs its worker so many times more. */
    void occupied(WorkerProcess worker, int count);

    /** Notices that an owner needs its worker so many times less. */
    void vacated(WorkerProcess worker, int count);
  }

  /**
   * What sessions are prepared with.
   *
   * @param exported the bytes of the state, which any worker can have
   */
  private record Prepared(int sessions, MemoryAccount account, BlockBuffer exported) {}

  /**
   * Creates it.
   *
   * @param account pays for every copy
   * @param accountId the number of that account in the worker, of which this becomes an owner
   * @param in continues with what the worker says of it
   */
  SharedState(
      Hosts workers,
      NativeHeap heap,
      MemoryAccount account,
      WorkerProcess worker,
      long accountId,
      FrameReader in) {
    this.workers = workers;
    this.heap = heap;
    this.account = account;
    long id = in.wide();
    this.sizeBytes = in.size();
    this.createdAt = Results.readTime(in);
    copies.put(worker, StateCopy.of(worker, id, accountId));
    workers.occupied(worker, 1);
  }

  long sizeBytes() {
    return sizeBytes;
  }

  Instant createdAt() {
    return createdAt;
  }

  synchronized boolean retain() {
    if (owners == 0) {
      return false;
    }
    owners++;
    return true;
  }

  void release() {
    List<StateCopy> last;
    Prepared undone;
    synchronized (this) {
      if (--owners > 0) {
        return;
      }
      last = List.copyOf(copies.values());
      copies.clear();
      undone = prepared;
      prepared = null;
    }
    last.forEach(this::close);
    free(undone);
  }

  /** Closes a copy that nobody finds any more. */
  private void close(StateCopy copy) {
    copy.close(preparation(copy));
    copy.close();
    workers.vacated(copy.worker(), 1);
  }

  private synchronized @Nullable Pending<Long> preparation(StateCopy copy) {
    return copy.preparation;
  }

  private static void free(@Nullable Prepared undone) {
    if (undone != null) {
      undone.exported().release();
    }
  }

  /**
   * Returns the number by which a worker knows the state, having brought it there if need be. The
   * caller is an owner.
   */
  long in(WorkerProcess worker) {
    StateCopy made = new StateCopy(worker);
    StateCopy copy = putIfAbsent(made);
    if (copy == made) {
      bring(made);
    }
    long id = copy.id();
    prepareAsWanted(copy);
    return id;
  }

  private synchronized StateCopy putIfAbsent(StateCopy made) {
    return Objects.requireNonNullElse(copies.putIfAbsent(made.worker(), made), made);
  }

  private void bring(StateCopy copy) {
    try {
      copy.bring(account, this::exportedOrKept);
      workers.occupied(copy.worker(), 1);
    } catch (RuntimeException | Error e) {
      remove(copy);
      throw e;
    }
  }

  private synchronized void remove(StateCopy copy) {
    copies.remove(copy.worker(), copy);
  }

  /** Returns the bytes of the state, of which the caller becomes an owner. */
  private BlockBuffer exportedOrKept() {
    BlockBuffer kept = kept();
    return kept == null ? exported(account) : kept;
  }

  private synchronized @Nullable BlockBuffer kept() {
    if (prepared == null) {
      return null;
    }
    prepared.exported().retain();
    return prepared.exported();
  }

  private BlockBuffer exported(MemoryAccount payer) {
    BlockBuffer buffer = new BlockBuffer(new Blocks(heap, payer, Use.SNAPSHOT));
    try {
      export(buffer.appender(), Optional.empty());
      return buffer;
    } catch (IOException e) {
      buffer.release();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      buffer.release();
      throw e;
    }
  }

  /** Writes the state from any place that has it. The caller is an owner. */
  void export(OutputStream out, Optional<SnapshotKey> key) throws IOException {
    removeLost().forEach(this::close);
    StateCopy source = begin();
    if (source == null) {
      writeKept(out, key);
      return;
    }
    try {
      source.export(out, key);
    } finally {
      end(source);
    }
  }

  private synchronized List<StateCopy> removeLost() {
    return removeIf(StateCopy::isLost);
  }

  private List<StateCopy> removeIf(Predicate<StateCopy> condition) {
    List<StateCopy> removed = copies.values().stream().filter(condition).toList();
    copies.values().removeAll(removed);
    return removed;
  }

  /** Begins to use a copy that is there, which stays until {@link #end}; null if none is. */
  private synchronized @Nullable StateCopy begin() {
    for (StateCopy each : copies.values()) {
      if (each.isThere()) {
        each.uses++;
        return each;
      }
    }
    return null;
  }

  private synchronized void end(StateCopy copy) {
    copy.uses--;
  }

  private void writeKept(OutputStream out, Optional<SnapshotKey> key) throws IOException {
    BlockBuffer kept = key.isPresent() ? null : kept();
    if (kept == null) {
      throw new SnapshotException(Reason.UNUSABLE, "its worker process ended");
    }
    try {
      kept.reader().transferTo(out);
    } finally {
      kept.release();
    }
  }

  /**
   * Prepares for many sessions: keeps the exported bytes, so that any worker can have the state
   * whatever becomes of the one that made it. The caller is an owner.
   *
   * @return the number by which {@link #unprepare(long)} undoes it, unless it was replaced
   */
  long prepare(int sessions, MemoryAccount payer) {
    unprepare(latest());
    long which = replace(new Prepared(sessions, payer, exported(payer)), any -> true);
    try {
      if (workers.stay()) {
        there().forEach(this::prepareAsWanted);
      } else {
        removeUnused().forEach(this::close);
      }
      return which;
    } catch (RuntimeException | Error e) {
      unprepare(which);
      throw e;
    }
  }

  private synchronized long latest() {
    return generation;
  }

  private synchronized List<StateCopy> there() {
    return copies.values().stream().filter(StateCopy::isThere).toList();
  }

  private synchronized List<StateCopy> removeUnused() {
    return removeIf(copy -> copy.isThere() && copy.uses == 0);
  }

  /** Undoes what {@link #prepare} did, unless something else was prepared since. */
  void unprepare(long which) {
    var _ = replace(null, now -> now == which);
  }

  /** Replaces what sessions are prepared with, if the latest is as expected. */
  private long replace(@Nullable Prepared later, LongPredicate expected) {
    Prepared former;
    Map<StateCopy, Pending<Long>> made = new HashMap<>();
    long which;
    synchronized (this) {
      if (!expected.test(generation)) {
        return generation;
      }
      former = prepared;
      prepared = later;
      which = later == null ? generation : ++generation;
      for (StateCopy copy : copies.values()) {
        if (copy.preparation != null) {
          made.put(copy, copy.preparation);
          copy.preparation = null;
        }
      }
    }
    made.forEach(StateCopy::close);
    free(former);
    return which;
  }

  /** Has a worker prepare for sessions, if that is wanted and it has not begun to. */
  private void prepareAsWanted(StateCopy copy) {
    Pending<Long> mine = new Pending<>();
    Pending<Long> preparation;
    Prepared wanted;
    synchronized (this) {
      wanted = prepared;
      if (wanted == null) {
        return;
      }
      preparation = Objects.requireNonNullElse(copy.preparation, mine);
      copy.preparation = preparation;
    }
    if (preparation == mine) {
      prepare(copy, wanted, mine);
    } else {
      var _ = preparation.await();
    }
  }

  private void prepare(StateCopy copy, Prepared wanted, Pending<Long> preparation) {
    try {
      var _ = preparation.make(() -> copy.prepare(wanted.sessions(), wanted.account()));
    } catch (RuntimeException | Error e) {
      forget(copy, preparation);
      throw e;
    }
  }

  private synchronized void forget(StateCopy copy, Pending<Long> preparation) {
    if (copy.preparation == preparation) {
      copy.preparation = null;
    }
  }
}
