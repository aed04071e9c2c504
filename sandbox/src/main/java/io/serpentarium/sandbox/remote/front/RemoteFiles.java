package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeHeap;
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
  private final WorkerProcess worker;
  private final MemoryAccount account;
  private final NativeHeap heap;

  RemoteFiles(RemoteSession session, WorkerProcess worker, MemoryAccount account, NativeHeap heap) {
    this.session = session;
    this.worker = worker;
    this.account = account;
    this.heap = heap;
  }

  private <T> T call(
      Operation operation, Consumer<FrameWriter> content, Function<FrameReader, T> reader) {
    return session.call(operation, Link.USUAL_ANSWER_BYTES, content, reader);
  }

  @Override
  public boolean write(String path, FileBytes content) {
    if (content.size() <= Link.PART_BYTES) {
      byte[] all = content.toArray();
      return call(
          Operation.WRITE_FILE, out -> out.text(path).number(0L).bytes(all), FrameReader::flag);
    }
    Source source = Source.of(content, worker.deliveries());
    long id = worker.put(source);
    try {
      return call(
          Operation.WRITE_FILE,
          out -> out.text(path).number(id).number(content.size()),
          FrameReader::flag);
    } finally {
      worker.removeTransfer(id);
    }
  }

  /** Opens a file and fetches it, so that reading never waits; the session's account pays. */
  @Override
  public FileBytes open(String path) {
    Opened opened =
        session.call(
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
        file.add(part(opened.id(), file.fetched()));
      }
      return file;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    } finally {
      worker.link().tell(Operation.CLOSE_FILE, out -> out.number(opened.id()));
    }
  }

  private record Opened(long size, long id, ByteBuffer start) {}

  private ByteBuffer part(long id, long position) {
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
    call(Operation.DELETE_FILE, out -> out.text(path), in -> in);
  }

  @Override
  public boolean makeDirectory(String path) {
    return call(Operation.MAKE_DIRECTORY, out -> out.text(path), FrameReader::flag);
  }

  @Override
  public void move(String from, String to) {
    call(Operation.MOVE_FILE, out -> out.text(from).text(to), in -> in);
  }

  @Override
  public void deleteTree(String path) {
    call(Operation.DELETE_TREE, out -> out.text(path), in -> in);
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
