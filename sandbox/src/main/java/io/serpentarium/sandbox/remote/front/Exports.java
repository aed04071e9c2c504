package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Has workers write snapshots, which the front signs. */
final class Exports {

  private Exports() {}

  /**
   * Has a worker write a snapshot.
   *
   * @param key the key to sign it with, which the worker does not see
   * @param mostBytes the most bytes that the worker may write
   */
  static void write(
      WorkerProcess worker,
      long snapshot,
      OutputStream out,
      Optional<SnapshotKey> key,
      long mostBytes)
      throws IOException {
    Optional<SigningOutput> signing = key.map(secret -> new SigningOutput(out, secret));
    Sink sink =
        new Sink(signing.<OutputStream>map(it -> it).orElse(out), mostBytes, worker.deliveries());
    long id = worker.put(sink);
    try {
      worker.call(
          Operation.EXPORT,
          Link.USUAL_ANSWER_BYTES,
          frame ->
              frame
                  .number(snapshot)
                  .optional(
                      key.map(any -> SnapshotKeys.substitute()),
                      (each, secret) -> each.bytes(secret))
                  .number(id),
          in -> in);
    } catch (LinkClosedException e) {
      throw new SnapshotException(Reason.UNUSABLE, "its worker process ended");
    } catch (IllegalStateException e) {
      sink.requireWhole();
      throw e;
    } finally {
      worker.removeTransfer(id);
    }
    if (signing.isPresent()) {
      signing.get().sign();
    }
    out.flush();
  }
}
