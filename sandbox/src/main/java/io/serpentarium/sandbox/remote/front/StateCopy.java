package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.CpuAccount;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Results;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a snapshot in one worker, or on its way there. All calls to the worker are made
 * here, without a lock.
 */
final class StateCopy {

  /** More than any export: 4 GiB of memory, and files. */
  private static final long MOST_EXPORTED = 1L << 33;

  private final WorkerProcess worker;
  private final Pending<Place> place;

  /** The preparation in the worker. For the owner of this copy, under the owner's monitor. */
  @Nullable Pending<Long> preparation;

  /** The number of exports under way. For the owner of this copy, under the owner's monitor. */
  int uses;

  /**
   * The place of the state.
   *
   * @param id the number by which the worker knows it
   * @param account the number of the account that pays for it there
   */
  private record Place(long id, long account) {}

  private StateCopy(WorkerProcess worker, Pending<Place> place) {
    this.worker = worker;
    this.place = place;
  }

  /** Creates a copy that is to be {@linkplain #bring brought}. */
  StateCopy(WorkerProcess worker) {
    this(worker, new Pending<>());
  }

  /**
   * Returns a copy that is there.
   *
   * @param account the number of the account that pays for it, of which it becomes an owner
   */
  static StateCopy of(WorkerProcess worker, long id, long account) {
    return new StateCopy(worker, Pending.of(new Place(id, account)));
  }

  WorkerProcess worker() {
    return worker;
  }

  boolean isThere() {
    return place.isThere();
  }

  boolean isLost() {
    return isThere() && !worker.isAlive();
  }

  /** Returns the number by which the worker knows the state, once it is there. */
  long id() {
    return place.await().id();
  }

  /**
   * Brings the state to the worker; to be called once.
   *
   * @param exporter gives its exported bytes, which are released afterwards
   */
  void bring(MemoryAccount payer, Supplier<BlockBuffer> exporter) {
    var _ =
        place.make(
            () -> {
              BlockBuffer exported = exporter.get();
              try {
                return imported(payer, exported.reader());
              } finally {
                exported.release();
              }
            });
  }

  private Place imported(MemoryAccount payer, InputStream exported) {
    long account = worker.openAccount(payer, CpuAccount.unlimited());
    try {
      long id =
          Imports.read(
              worker,
              exported,
              SnapshotImport.ofAnybody(),
              accountOf(payer, account),
              in -> {
                long made = in.wide();
                in.size();
                Results.readTime(in);
                return made;
              });
      return new Place(id, account);
    } catch (IOException e) {
      worker.accounts().close(account);
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      worker.accounts().close(account);
      throw e;
    }
  }

  /** Returns how frames name an account: 0 where it refuses nothing, and nobody need be asked. */
  static long accountOf(Object account, long id) {
    return account.equals(MemoryAccount.unlimited()) ? 0 : id;
  }

  /** Has the worker write the state, which is there. */
  void export(OutputStream out, Optional<SnapshotKey> key) throws IOException {
    Exports.write(worker, place.now().id(), out, key, MOST_EXPORTED);
  }

  /**
   * Has the worker prepare for sessions.
   *
   * @return the number of the preparation
   */
  long prepare(int sessions, MemoryAccount payer) {
    long account = worker.openAccount(payer, CpuAccount.unlimited());
    try {
      return worker.call(
          Operation.PREPARE,
          Link.USUAL_ANSWER_BYTES,
          out -> out.number(place.now().id()).number(sessions).number(accountOf(payer, account)),
          FrameReader::size);
    } catch (LinkClosedException e) {
      throw new SnapshotException(Reason.UNUSABLE, "its worker process ended");
    } finally {
      worker.accounts().close(account);
    }
  }

  /** Closes a preparation of this copy, as soon as it is made if it is not. */
  void close(@Nullable Pending<Long> made) {
    if (made != null) {
      made.whenThere(id -> worker.link().tell(Operation.CLOSE_PREPARATION, out -> out.number(id)));
    }
  }

  /** Gives the state up, which is there. */
  void close() {
    Place last = place.now();
    worker.link().tell(Operation.CLOSE_SNAPSHOT, out -> out.number(last.id()));
    worker.accounts().close(last.account());
  }
}
