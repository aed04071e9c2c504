package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Requests;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

/** Has workers decode snapshots, whose keys stay with the front. */
final class Imports {

  private Imports() {}

  /**
   * Has a worker read a snapshot.
   *
   * @param account the number of the account that pays for it
   * @param reader reads what the worker says of it
   */
  static <T> T read(
      WorkerProcess worker,
      InputStream in,
      SnapshotImport options,
      long account,
      Function<FrameReader, T> reader)
      throws IOException {
    Optional<SnapshotKey> key = options.key();
    byte[] substitute = SnapshotKeys.substitute();
    InputStream content =
        key.isPresent() ? new VerifyingInput(in, key.get(), new SnapshotKey(substitute)) : in;
    Source source = Source.of(content, worker.deliveries());
    long id = worker.put(source);
    try {
      return worker.call(
          Operation.IMPORT,
          Link.USUAL_ANSWER_BYTES,
          out -> {
            Requests.write(out.number(id), options.limits());
            out.number(account);
            out.optional(key.map(any -> substitute), (each, secret) -> each.bytes(secret));
            out.flag(options.foreign());
          },
          reader);
    } catch (LinkClosedException e) {
      throw new SandboxSaturatedException("the worker that read the snapshot ended", e);
    } catch (IllegalStateException e) {
      source.requireWhole();
      throw e;
    } finally {
      worker.removeTransfer(id);
    }
  }
}
