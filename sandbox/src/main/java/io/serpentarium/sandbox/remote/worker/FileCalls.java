package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.Results;
import java.util.List;

/** The front's calls to sessions' files. */
final class FileCalls {

  private final Worker worker;
  private final Ids<FileBytes> opened = new Ids<>();

  FileCalls(Worker worker) {
    this.worker = worker;
  }

  private SessionFiles next(FrameReader in) {
    Session session = worker.sessions().next(in);
    return session.files();
  }

  void write(FrameReader in, Answer answer) {
    Session session = worker.sessions().next(in);
    SessionFiles files = session.files();
    String path = in.text();
    long source = in.wide();
    FileBytes content =
        source == 0 ? FileBytes.of(in.bytes()) : new PulledBytes(worker, source, in.size());
    boolean made = files.write(path, content);
    worker.sessions().settle(session);
    answer.give(out -> out.flag(made));
  }

  /** Answers with the beginning; the rest is there until the front closes it. */
  void open(FrameReader in, Answer answer) {
    FileBytes content = next(in).open(in.text());
    byte[] start = content.toArray(0, Link.PART_BYTES);
    boolean whole = start.length == content.size();
    long id = whole ? 0 : opened.add(content);
    if (whole) {
      content.close();
    }
    answer.give(out -> out.number(content.size()).number(id).bytes(start));
  }

  void read(FrameReader in, Answer answer) {
    FileBytes content = opened.get(in.wide());
    byte[] part = content.toArray(in.size(), Link.PART_BYTES);
    answer.give(out -> out.bytes(part));
  }

  void close(FrameReader in) {
    FileBytes content = opened.remove(in.wide());
    if (content != null) {
      content.close();
    }
  }

  void delete(FrameReader in, Answer answer) {
    next(in).delete(in.text());
    answer.give(out -> {});
  }

  void makeDirectory(FrameReader in, Answer answer) {
    boolean made = next(in).makeDirectory(in.text());
    answer.give(out -> out.flag(made));
  }

  void move(FrameReader in, Answer answer) {
    next(in).move(in.text(), in.text());
    answer.give(out -> {});
  }

  void deleteTree(FrameReader in, Answer answer) {
    next(in).deleteTree(in.text());
    answer.give(out -> {});
  }

  void usedBytes(FrameReader in, Answer answer) {
    long used = next(in).usedBytes();
    answer.give(out -> out.number(used));
  }

  void list(FrameReader in, Answer answer) {
    List<SessionFiles.Entry> page =
        next(in).list(in.text(), in.text(), in.number(Integer.MAX_VALUE));
    answer.give(out -> out.each(page, Results::write));
  }
}
