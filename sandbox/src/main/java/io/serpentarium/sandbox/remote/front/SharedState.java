package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Results;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a snapshot, which lies in one or several workers, and with the front if sessions are
 * prepared from it. Where another worker needs it, it goes there by way of the front as its
 * exported bytes, which the front does not decode.
 */
final class SharedState {

  /** More than any export: 4 GiB of memory, and files. */
  private static final long MOST_EXPORTED = 1L << 33;

  private final Workers workers;
  private final NativeHeap heap;
  private final MemoryAccount account;
  private final long sizeBytes;
  private final Instant createdAt;
  private final Map<WorkerProcess, Place> places = new HashMap<>();
  private @Nullable BlockBuffer kept;
  private @Nullable Prepared prepared;
  private int owners = 1;
  private long generation;

  /**
   * Where it lies.
   *
   * @param account the number of the account that pays for it there
   */
  private record Place(long id, long account, long preparation) {}

  /** What sessions are prepared with. */
  private record Prepared(int sessions, MemoryAccount account) {}

  /**
   * Creates it.
   *
   * @param account pays for every copy
   * @param accountId the number of that account in the worker, of which this becomes an owner
   * @param in continues with what the worker says of it
   */
  SharedState(
      Workers workers,
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
    places.put(worker, new Place(id, accountId, 0));
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

  synchronized void release() {
    if (--owners == 0) {
      Map.copyOf(places).forEach(this::leave);
      if (kept != null) {
        kept.release();
      }
    }
  }

  private void leave(WorkerProcess worker, Place place) {
    closePreparation(worker, place);
    worker.link().tell(Operation.CLOSE_SNAPSHOT, out -> out.number(place.id()));
    worker.accounts().close(place.account());
    places.remove(worker);
    workers.vacated(worker, 1);
  }

  private static void closePreparation(WorkerProcess worker, Place place) {
    if (place.preparation() != 0) {
      worker.link().tell(Operation.CLOSE_PREPARATION, out -> out.number(place.preparation()));
    }
  }

  /** Returns the number by which a worker knows it, having brought it there if need be. */
  synchronized long in(WorkerProcess worker) {
    Place there = places.get(worker);
    if (there == null) {
      there = bring(worker);
    }
    Prepared wanted = prepared;
    if (wanted != null && there.preparation() == 0) {
      there = prepare(worker, there, wanted);
    }
    return there.id();
  }

  private Place bring(WorkerProcess worker) {
    BlockBuffer there = kept;
    boolean mine = there == null;
    BlockBuffer exported = there == null ? exported(account) : there;
    try {
      Place place = imported(worker, exported);
      places.put(worker, place);
      workers.occupied(worker, 1);
      return place;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (mine) {
        exported.release();
      }
    }
  }

  private Place imported(WorkerProcess worker, BlockBuffer exported) throws IOException {
    long accountId = worker.openAccount(account, CpuAccount.unlimited());
    try {
      long id =
          Imports.read(
              worker,
              exported.reader(),
              SnapshotImport.ofAnybody(),
              accountOf(account, accountId),
              in -> {
                long made = in.wide();
                in.size();
                Results.readTime(in);
                return made;
              });
      return new Place(id, accountId, 0);
    } catch (IOException | RuntimeException e) {
      worker.accounts().close(accountId);
      throw e;
    }
  }

  /** Returns how frames name an account: 0 where it refuses nothing, and nobody need be asked. */
  static long accountOf(Object account, long id) {
    return account.equals(MemoryAccount.unlimited()) ? 0 : id;
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

  /** Writes it from wherever it lies. */
  synchronized void export(OutputStream out, Optional<SnapshotKey> key) throws IOException {
    WorkerProcess worker = anyAlive();
    Place there = places.get(worker);
    if (worker == null || there == null) {
      BlockBuffer bytes = kept;
      if (bytes == null || key.isPresent()) {
        throw new SnapshotException(Reason.UNUSABLE, "its worker process ended");
      }
      bytes.reader().transferTo(out);
      return;
    }
    Exports.write(worker, there.id(), out, key, MOST_EXPORTED);
  }

  private @Nullable WorkerProcess anyAlive() {
    Map.copyOf(places)
        .forEach(
            (worker, place) -> {
              if (!worker.isAlive()) {
                leave(worker, place);
              }
            });
    return places.keySet().stream().findFirst().orElse(null);
  }

  /**
   * Prepares for many sessions: keeps the exported bytes, so that any worker can have it whatever
   * becomes of the one that made it.
   *
   * @return the number by which {@link #unprepare(long)} undoes it, unless it was replaced
   */
  synchronized long prepare(int sessions, MemoryAccount payer) {
    unprepare();
    kept = exported(payer);
    Prepared wanted = new Prepared(sessions, payer);
    prepared = wanted;
    try {
      for (Map.Entry<WorkerProcess, Place> each : Map.copyOf(places).entrySet()) {
        if (workers.stay()) {
          prepare(each.getKey(), each.getValue(), wanted);
        } else {
          leave(each.getKey(), each.getValue());
        }
      }
    } catch (RuntimeException | Error e) {
      unprepare();
      throw e;
    }
    return ++generation;
  }

  /** Undoes what {@link #prepare} did, unless something else was prepared since. */
  synchronized void unprepare(long which) {
    if (which == generation) {
      unprepare();
    }
  }

  private void unprepare() {
    prepared = null;
    places.forEach(SharedState::closePreparation);
    places.replaceAll((worker, place) -> new Place(place.id(), place.account(), 0));
    if (kept != null) {
      kept.release();
      kept = null;
    }
  }

  private Place prepare(WorkerProcess worker, Place there, Prepared wanted) {
    long accountId = worker.openAccount(wanted.account(), CpuAccount.unlimited());
    try {
      long id =
          worker.call(
              Operation.PREPARE,
              Link.USUAL_ANSWER_BYTES,
              out ->
                  out.number(there.id())
                      .number(wanted.sessions())
                      .number(accountOf(wanted.account(), accountId)),
              FrameReader::size);
      Place now = new Place(there.id(), there.account(), id);
      places.put(worker, now);
      return now;
    } catch (LinkClosedException e) {
      throw new SnapshotException(Reason.UNUSABLE, "its worker process ended");
    } finally {
      worker.accounts().close(accountId);
    }
  }
}
