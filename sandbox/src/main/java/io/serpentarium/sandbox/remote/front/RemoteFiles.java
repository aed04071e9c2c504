package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.remote.front.RemoteSession.Place;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import io.serpentarium.sandbox.remote.wire.Results;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The files of a session in a worker. */
final class RemoteFiles implements SessionFiles {

  /** The entries that one answer has; the paths of more could take too many bytes. */
  private static final int PAGE = 500;

  private static final int MOST_PAGE_BYTES = PAGE * (3 * 4_096 + 64) + 64;

  private final RemoteSession session;
  private final MemoryAccount account;
  private final NativeHeap heap;

  RemoteFiles(RemoteSession session, MemoryAccount account, NativeHeap heap) {
    this.session = session;
    this.account = account;
    this.heap = heap;
  }

  private <T> T call(
      Operation operation, Consumer<FrameWriter> content, Function<FrameReader, T> reader) {
    return session.call(operation, Link.USUAL_ANSWER_BYTES, content, reader);
  }

  /** Makes a change, after which the session is kept. */
  private <T> T change(
      Operation operation, Consumer<FrameWriter> content, Function<FrameReader, T> reader) {
    T changed = call(operation, content, reader);
    session.keep();
    return changed;
  }

  @Override
  public boolean write(String path, FileBytes content) {
    if (content.size() <= Link.PART_BYTES) {
      byte[] all = content.toArray();
      return change(
          Operation.WRITE_FILE, out -> out.text(path).number(0L).bytes(all), FrameReader::flag);
    }
    Place at = session.here();
    Source source = Source.of(content, at.worker().deliveries());
    long id = at.worker().put(source);
    try {
      boolean made =
          session.callAt(
              at,
              Operation.WRITE_FILE,
              Link.USUAL_ANSWER_BYTES,
              out -> out.text(path).number(id).number(content.size()),
              FrameReader::flag);
      session.keep();
      return made;
    } finally {
      at.worker().removeTransfer(id);
    }
  }

  /** Opens a file and fetches it, so that reading never waits; the session's account pays. */
  @Override
  public FileBytes open(String path) {
    Place at = session.here();
    Opened opened =
        session.callAt(
            at,
            Operation.OPEN_FILE,
            Link.PART_FRAME_BYTES,
            out -> out.text(path),
            in -> new Opened(in.size(), in.wide(), in.bytes()));
    if (opened.start().remaining() == opened.size()) {
      return FileBytes.of(opened.start());
    }
    FetchedFile file = new FetchedFile(new Blocks(heap, account, Use.FILES), opened.size());
    try {
      file.add(opened.start());
      while (file.fetched() < opened.size()) {
        file.add(part(at.worker(), opened.id(), file.fetched()));
      }
      return file;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    } finally {
      at.worker().link().tell(Operation.CLOSE_FILE, out -> out.number(opened.id()));
    }
  }

  private record Opened(long size, long id, ByteBuffer start) {}

  private static ByteBuffer part(WorkerProcess worker, long id, long position) {
    ByteBuffer part =
        worker.call(
            Operation.READ_FILE,
            Link.PART_FRAME_BYTES,
            out -> out.number(id).number(position),
            FrameReader::bytes);
    if (!part.hasRemaining()) {
      worker.stop("it broke the protocol: a file ends early");
      throw new ProtocolException("a file ends early");
    }
    return part;
  }

  @Override
  public void delete(String path) {
    change(Operation.DELETE_FILE, out -> out.text(path), in -> in);
  }

  @Override
  public boolean makeDirectory(String path) {
    return change(Operation.MAKE_DIRECTORY, out -> out.text(path), FrameReader::flag);
  }

  @Override
  public void move(String from, String to) {
    change(Operation.MOVE_FILE, out -> out.text(from).text(to), in -> in);
  }

  @Override
  public void deleteTree(String path) {
    change(Operation.DELETE_TREE, out -> out.text(path), in -> in);
  }

  @Override
  public long usedBytes() {
    return call(Operation.USED_BYTES, out -> {}, FrameReader::size);
  }

  @Override
  public List<Entry> list(String prefix, String after, int limit) {
    List<Entry> all = new ArrayList<>();
    String last = after;
    while (all.size() < limit) {
      int wanted = Math.min(PAGE, limit - all.size());
      List<Entry> page = page(prefix, last, wanted);
      all.addAll(page);
      if (page.size() < wanted) {
        break;
      }
      last = page.getLast().path();
    }
    return all;
  }

  private List<Entry> page(String prefix, String after, int wanted) {
    return session.call(
        Operation.LIST_FILES,
        MOST_PAGE_BYTES,
        out -> out.text(prefix).text(after).number(wanted),
        in -> in.each(Results::readEntry));
  }
}
