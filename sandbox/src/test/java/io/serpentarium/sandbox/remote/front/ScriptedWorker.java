package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A worker in this process, whose answers a test gives by hand. */
final class ScriptedWorker implements Link.Peer, AutoCloseable {

  /** A question that waits for its answer. */
  record Asked(Operation operation, FrameReader content, Link.Answer answer) {}

  private final ExecutorService deliveries = Executors.newCachedThreadPool();
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final List<Operation> told = new CopyOnWriteArrayList<>();
  private final Link link;
  private final WorkerProcess process;

  ScriptedWorker() {
    try {
      PipedOutputStream toFront = new PipedOutputStream();
      PipedOutputStream toWorker = new PipedOutputStream();
      InputStream fromWorker = new PipedInputStream(toFront, 1 << 20);
      link = new Link(new PipedInputStream(toWorker, 1 << 20), toFront, this, true);
      process = new WorkerProcess(new Pipes(fromWorker, toWorker), deliveries, ended -> {});
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    link.start("scripted");
    process.start();
  }

  /** Returns the worker as its front has it. */
  WorkerProcess process() {
    return process;
  }

  /** Returns the worker's end of the link. */
  Link link() {
    return link;
  }

  /** Waits for the next question of the front. */
  Asked next() throws InterruptedException {
    return asked.take();
  }

  /** Returns what the front has told so far. */
  List<Operation> told() {
    return told;
  }

  @Override
  public void told(Operation operation, FrameReader content) {
    told.add(operation);
  }

  @Override
  public void asked(Operation operation, FrameReader content, Link.Answer answer) {
    asked.add(new Asked(operation, content, answer));
  }

  @Override
  public void ended(String reason) {}

  @Override
  public void close() {
    process.stop("the test is over");
    link.close();
    deliveries.shutdown();
  }

  private static final class Pipes extends Process {

    private final InputStream in;
    private final OutputStream out;

    Pipes(InputStream in, OutputStream out) {
      this.in = in;
      this.out = out;
    }

    @Override
    public OutputStream getOutputStream() {
      return out;
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public InputStream getErrorStream() {
      return InputStream.nullInputStream();
    }

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public int waitFor() {
      return 0;
    }

    @Override
    public int exitValue() {
      return 0;
    }

    @Override
    public void destroy() {}
  }
}
