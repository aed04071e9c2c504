package io.serpentarium.sandbox.remote.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection between a front and a worker: frames over two pipes.
 *
 * <pre>
 * 4    length of all that follows
 * 1    kind
 * 1    operation
 * 8    number of the question, by which its answer is found; 0 where there is none
 * …    content
 * </pre>
 *
 * <p>A frame's length is checked before any of it is allocated: an answer's by what its question
 * expects, others' by their operation. Whatever is wrong closes the link; then every open question
 * fails with a {@link LinkClosedException}.
 *
 * <p>Thread-safe. One thread reads; it runs {@link Peer#told} itself, in the order of the frames.
 */
public final class Link implements AutoCloseable {

  /** The version of the protocol, told in {@link Operation#READY}. */
  public static final int VERSION = 2;

  /** The most bytes of a stream that one frame carries. */
  public static final int PART_BYTES = 1 << 18;

  /** The most bytes of a frame that carries such a part. */
  public static final int PART_FRAME_BYTES = PART_BYTES + 64;

  /** The most bytes of an answer whose question names no number. */
  public static final int USUAL_ANSWER_BYTES = 1 << 16;

  static final int HEADER_BYTES = 14;

  private static final int BUFFER_BYTES = 1 << 16;

  private final DataInputStream in;
  private final OutputStream out;
  private final Peer peer;
  private final boolean trusting;
  private final Map<Long, Question> questions = new ConcurrentHashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
  private final Semaphore wanted = new Semaphore(0);
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile String end = "it was closed";

  /** What is at this end of a link. */
  public interface Peer {

    /** Takes what it is told. Called by the thread that reads, which must not wait. */
    void told(Operation operation, FrameReader content);

    /** Takes a question. Called by the thread that reads, which must not wait. */
    void asked(Operation operation, FrameReader content, Answer answer);

    /** Notices that the link has closed; called once. */
    void ended(String reason);
  }

  /** An answer that has to be given once. */
  public interface Answer {

    /** Answers. Waits while the pipe is full. */
    void give(Consumer<FrameWriter> content);

    /** Answers by a failure. */
    void refuse(Throwable failure);
  }

  private record Question(
      CompletableFuture<FrameReader> answer, int mostBytes, Refusals refusals) {}

  /** Reads the failures that take the place of answers. */
  @FunctionalInterface
  public interface Refusals {

    /** Reads one. */
    RuntimeException read(FrameReader content);
  }

  /**
   * Creates a link, which {@link #start} lets begin.
   *
   * @param trusting whether the other end is a front, whose frames may be of any length
   */
  public Link(InputStream in, OutputStream out, Peer peer, boolean trusting) {
    this.in = new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES));
    this.out = out;
    this.peer = peer;
    this.trusting = trusting;
  }

  /** Starts its threads, which end with it. */
  public void start(String name) {
    Thread.ofPlatform().daemon().name(name + "-reader").start(this::readAll);
    Thread.ofPlatform().daemon().name(name + "-writer").start(this::writeWhenWanted);
  }

  /** Tells the other end something; never waits. */
  public void tell(Operation operation, Consumer<FrameWriter> content) {
    waiting.add(frame(FrameKind.TELL, operation, 0, content));
    wanted.release();
  }

  /** Tells the other end something; waits while the pipe is full. */
  public void tellNow(Operation operation, Consumer<FrameWriter> content) {
    send(frame(FrameKind.TELL, operation, 0, content));
  }

  /** Asks the other end; waits while the pipe is full, but not for the answer. */
  public CompletableFuture<FrameReader> ask(
      Operation operation, int mostBytes, Refusals refusals, Consumer<FrameWriter> content) {
    Promised promised = promise(mostBytes, refusals);
    send(frame(FrameKind.ASK, operation, promised.number(), content));
    return promised.answer();
  }

  /**
   * Expects an answer that nothing has asked for yet; a question's content is to name its number.
   */
  public Promised promise(int mostBytes, Refusals refusals) {
    long number = lastNumber.incrementAndGet();
    Question question = new Question(new CompletableFuture<>(), mostBytes, refusals);
    questions.put(number, question);
    if (closed.get()) {
      fail(questions.remove(number));
    }
    return new Promised(number, question.answer());
  }

  /**
   * An expected answer.
   *
   * @param number the number by which the other end answers
   */
  public record Promised(long number, CompletableFuture<FrameReader> answer) {}

  /** Expects no answer of a number any more. */
  public void forget(long number) {
    questions.remove(number);
  }

  /** Returns the means to answer the question of a number. */
  public Answer answerTo(Operation operation, long number) {
    return new Reply(operation, number);
  }

  /**
   * Waits for an answer.
   *
   * @throws LinkClosedException if the link closes before it comes, or nothing comes in time, upon
   *     which the link is closed
   */
  public FrameReader await(CompletableFuture<FrameReader> answer, long seconds) {
    try {
      return answer.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      close("no answer came within %d s".formatted(seconds));
      throw new LinkClosedException(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkClosedException("the wait for an answer was interrupted");
    }
  }

  private static byte[] frame(
      FrameKind kind, Operation operation, long number, Consumer<FrameWriter> content) {
    FrameWriter writer = new FrameWriter();
    content.accept(writer);
    return writer.frame(kind, operation, number);
  }

  private void send(byte[] frame) {
    waiting.add(frame);
    writeAll();
  }

  private void writeAll() {
    writing.lock();
    try {
      for (byte[] next = waiting.poll(); next != null; next = waiting.poll()) {
        out.write(next);
      }
      out.flush();
    } catch (IOException e) {
      close("it cannot be written to: " + e.getMessage());
    } finally {
      writing.unlock();
    }
  }

  private void writeWhenWanted() {
    while (!closed.get()) {
      wanted.acquireUninterruptibly();
      wanted.drainPermits();
      writeAll();
    }
  }

  private void readAll() {
    try {
      while (!closed.get()) {
        readOne();
      }
    } catch (EOFException e) {
      close("the process ended");
    } catch (IOException e) {
      close("it cannot be read: " + e.getMessage());
    } catch (ProtocolException e) {
      close("it broke the protocol: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      close("a frame could not be handled: " + e);
    }
  }

  private void readOne() throws IOException {
    int length = in.readInt() + Integer.BYTES - HEADER_BYTES;
    FrameKind kind = FrameKind.of(in.readByte());
    Operation operation = Operation.of(in.readByte());
    long number = in.readLong();
    if (kind == FrameKind.ANSWER || kind == FrameKind.REFUSAL) {
      takeAnswer(kind, number, length);
      return;
    }
    requireLength(length, operation.mostBytes());
    if (operation.isWorkers() == trusting) {
      throw new ProtocolException(operation + " comes from the other side");
    }
    FrameReader content = read(length);
    if (kind == FrameKind.TELL) {
      peer.told(operation, content);
    } else {
      peer.asked(operation, content, answerTo(operation, number));
    }
  }

  private void takeAnswer(FrameKind kind, long number, int length) throws IOException {
    Question question = questions.remove(number);
    if (question == null) {
      throw new ProtocolException("nobody asked question " + number);
    }
    try {
      requireLength(length, kind == FrameKind.ANSWER ? question.mostBytes() : USUAL_ANSWER_BYTES);
      FrameReader content = read(length);
      if (kind == FrameKind.ANSWER) {
        question.answer().complete(content);
      } else {
        question.answer().completeExceptionally(question.refusals().read(content));
      }
    } catch (IOException | RuntimeException e) {
      question.answer().completeExceptionally(new LinkClosedException("the answer was no answer"));
      throw e;
    }
  }

  private void requireLength(int length, int most) {
    if (length < 0 || (length > most && !trusting)) {
      throw new ProtocolException("a frame of %d bytes, %d at most".formatted(length, most));
    }
  }

  private FrameReader read(int length) throws IOException {
    byte[] content = new byte[length];
    in.readFully(content);
    return new FrameReader(content);
  }

  private void fail(@Nullable Question question) {
    if (question != null) {
      question.answer().completeExceptionally(new LinkClosedException(end));
    }
  }

  /** Closes it for a reason, which the log tells. */
  public void close(String reason) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    end = reason;
    wanted.release();
    peer.ended(reason);
    questions.keySet().forEach(number -> fail(questions.remove(number)));
  }

  /** Returns whether it is open. */
  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public void close() {
    close("it was closed");
  }

  private final class Reply implements Answer {

    private final Operation operation;
    private final long number;

    Reply(Operation operation, long number) {
      this.operation = operation;
      this.number = number;
    }

    @Override
    public void give(Consumer<FrameWriter> content) {
      send(frame(FrameKind.ANSWER, operation, number, content));
    }

    @Override
    public void refuse(Throwable failure) {
      send(
          frame(FrameKind.REFUSAL, operation, number, content -> Failures.write(content, failure)));
    }
  }
}
