package io.serpentarium.sandbox.remote.wire;

import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.LimitBelowHeldException;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SnapshotException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Failures as frames. A front keeps the last exceptions that its accounts threw: where one comes
 * back from the worker as the reason of a call's failure, that same one is thrown.
 */
public final class Failures {

  private static final int MOST_KEPT = 256;

  /** The most characters of a message, since it is of no use beyond. */
  private static final int MOST_MESSAGE = 2_000;

  private final Map<Long, SandboxException> kept = new LinkedHashMap<>();
  private long lastToken;

  private enum Kind {
    BUSY,
    LOST,
    SATURATED,
    LIMIT_BELOW_HELD,
    HISTORY_EXCEEDED,
    SNAPSHOT,
    FILE,
    MEMORY,
    TOKEN_MEMORY,
    TOKEN,
    ILLEGAL_STATE,
    ILLEGAL_ARGUMENT,
    OTHER
  }

  /** Writes a failure, or what a stage was completed with by it. */
  public static void write(FrameWriter out, Throwable failure) {
    Throwable cause = failure.getCause();
    if (failure instanceof CompletionException && cause != null) {
      writeOne(out, cause);
    } else {
      writeOne(out, failure);
    }
  }

  private static void writeOne(FrameWriter out, Throwable failure) {
    switch (failure) {
      case SessionBusyException _ -> out.constant(Kind.BUSY);
      case SessionLostException _ -> out.constant(Kind.LOST);
      case SandboxSaturatedException e -> message(out.constant(Kind.SATURATED), e);
      case LimitBelowHeldException e ->
          out.constant(Kind.LIMIT_BELOW_HELD).number(e.limitBytes()).number(e.heldBytes());
      case HistoryExceededException e ->
          out.constant(Kind.HISTORY_EXCEEDED).number(e.executions()).number(e.remembered());
      case SnapshotException e -> message(out.constant(Kind.SNAPSHOT).constant(e.reason()), e);
      case SessionFileException e -> message(out.constant(Kind.FILE).constant(e.reason()), e);
      case TokenMemoryException e ->
          message(
              out.constant(Kind.TOKEN_MEMORY).constant(e.use()).number(e.bytes()).number(e.token()),
              e);
      case MemoryRefusedException e ->
          message(out.constant(Kind.MEMORY).constant(e.use()).number(e.bytes()), e);
      case TokenException e -> message(out.constant(Kind.TOKEN).number(e.token()), e);
      case IllegalStateException e -> message(out.constant(Kind.ILLEGAL_STATE), e);
      case IllegalArgumentException e -> message(out.constant(Kind.ILLEGAL_ARGUMENT), e);
      default -> out.constant(Kind.OTHER).text(failure.toString());
    }
  }

  private static void message(FrameWriter out, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    out.text(message.length() > MOST_MESSAGE ? message.substring(0, MOST_MESSAGE) : message);
  }

  /** Keeps an exception of the front's and returns how it is told to the worker. */
  public synchronized RuntimeException keep(SandboxException refusal) {
    long token = ++lastToken;
    kept.put(token, refusal);
    if (kept.size() > MOST_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    String message = String.valueOf(refusal.getMessage());
    return refusal instanceof MemoryRefusedException memory
        ? new TokenMemoryException(memory.use(), memory.bytes(), message, token)
        : new TokenException(token, message);
  }

  private synchronized RuntimeException known(long token, RuntimeException otherwise) {
    SandboxException known = kept.get(token);
    return known == null ? otherwise : known;
  }

  /** Reads a failure that a worker tells its front. */
  public RuntimeException read(FrameReader in) {
    RuntimeException read = readAny(in);
    return switch (read) {
      case TokenMemoryException memory -> known(memory.token(), memory);
      case TokenException other -> known(other.token(), other);
      default -> read;
    };
  }

  /** Reads a failure that a front tells its worker. */
  public static RuntimeException readAny(FrameReader in) {
    return switch (in.constant(Kind.class)) {
      case BUSY -> new SessionBusyException();
      case LOST -> new SessionLostException();
      case SATURATED -> new SandboxSaturatedException(in.text());
      case LIMIT_BELOW_HELD -> new LimitBelowHeldException(in.size(), in.size());
      case HISTORY_EXCEEDED ->
          new HistoryExceededException(in.number(Integer.MAX_VALUE), in.number(Integer.MAX_VALUE));
      case SNAPSHOT ->
          new SnapshotException(in.constant(SnapshotException.Reason.class), in.text());
      case FILE ->
          new SessionFileException(in.constant(SessionFileException.Reason.class), in.text());
      case MEMORY -> new MemoryRefusedException(in.constant(Use.class), in.size(), in.text());
      case TOKEN_MEMORY -> tokenMemory(in);
      case TOKEN -> new TokenException(in.wide(), in.text());
      case ILLEGAL_STATE -> new IllegalStateException(in.text());
      case ILLEGAL_ARGUMENT -> new IllegalArgumentException(in.text());
      case OTHER -> new IllegalStateException("the worker failed: " + in.text());
    };
  }

  private static RuntimeException tokenMemory(FrameReader in) {
    Use use = in.constant(Use.class);
    long bytes = in.size();
    long token = in.wide();
    return new TokenMemoryException(use, bytes, in.text(), token);
  }
}
