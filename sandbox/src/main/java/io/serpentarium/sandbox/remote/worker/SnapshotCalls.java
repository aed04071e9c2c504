package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Sandbox.Preparation;
import io.serpentarium.sandbox.Share;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.Requests;
import io.serpentarium.sandbox.remote.wire.Results;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The front's calls to snapshots. */
final class SnapshotCalls {

  private final Worker worker;
  private final Sandbox sandbox;
  private final Ids<Snapshot> snapshots = new Ids<>();
  private final Ids<Preparation> preparations = new Ids<>();

  SnapshotCalls(Worker worker, Sandbox sandbox) {
    this.worker = worker;
    this.sandbox = sandbox;
  }

  Snapshot get(long id) {
    return snapshots.get(id);
  }

  /** Adds a snapshot and writes what a front keeps of it. */
  FrameWriter describe(FrameWriter out, Snapshot snapshot) {
    out.number(snapshots.add(snapshot)).number(snapshot.sizeBytes());
    Results.write(out, snapshot.createdAt());
    return out;
  }

  void read(FrameReader in, Answer answer) throws IOException {
    long source = in.wide();
    Limits limits = Requests.readLimits(in);
    MemoryAccount account = FrontAccount.memory(worker, in);
    Optional<SnapshotKey> key = in.optional(SnapshotCalls::key);
    boolean foreign = in.flag();
    Snapshot read =
        sandbox.importSnapshot(
            new PulledBytes(worker, source, -1).stream(),
            new SnapshotImport(limits, account, key, foreign, Share.COMMON.owner()));
    close(account);
    answer.give(out -> describe(out, read));
  }

  /** Has an account keep no credit, since what it pays for is not used by calls of its own. */
  private static void close(MemoryAccount account) {
    if (account instanceof FrontAccount front) {
      front.close();
    }
  }

  private static SnapshotKey key(FrameReader in) {
    return new SnapshotKey(in.array());
  }

  void export(FrameReader in, Answer answer) throws IOException {
    Snapshot snapshot = get(in.wide());
    Optional<SnapshotKey> key = in.optional(SnapshotCalls::key);
    OutputStream out = new PushedStream(worker, in.wide());
    if (key.isPresent()) {
      snapshot.export(out, key.get());
    } else {
      snapshot.export(out);
    }
    out.flush();
    answer.give(content -> {});
  }

  void close(FrameReader in) {
    Snapshot snapshot = snapshots.remove(in.wide());
    if (snapshot != null) {
      snapshot.close();
    }
  }

  void prepare(FrameReader in, Answer answer) {
    Snapshot snapshot = get(in.wide());
    int sessions = in.number();
    MemoryAccount account = FrontAccount.memory(worker, in);
    long id = preparations.add(sandbox.prepare(snapshot, sessions, account));
    close(account);
    answer.give(out -> out.number(id));
  }

  void closePreparation(FrameReader in) {
    Preparation preparation = preparations.remove(in.wide());
    if (preparation != null) {
      preparation.close();
    }
  }
}
