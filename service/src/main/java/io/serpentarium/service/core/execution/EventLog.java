package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.ExecutionEvent.End;
import io.serpentarium.service.core.execution.ExecutionEvent.Output;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The events of one execution, numbered from 1 and kept for a while, so that a follower may lose
 * the connection and resume where it broke off.
 *
 * <p>Bounded: a program that is {@link #ROOM} bytes ahead of its reader is held back, and as much
 * is kept of what was read. Thread-safe.
 */
public final class EventLog {

  /**
   * The most heap bytes that the events of one execution take, in addition to its result and to
   * what it displays.
   */
  public static final long MOST_BYTES = 1 << 20;

  /** The most bytes of output that may wait for the reader, and that are kept behind it. */
  static final int ROOM = 256 << 10;

  /** The size that an event counts in addition to its text. */
  private static final int OVERHEAD = 64;

  private final String executionId;
  private final Clock clock;
  private final TreeMap<Long, Entry> kept = new TreeMap<>();
  private final HeapHolding holding;
  private long keptBytes;
  private long unreadBytes;
  private long newest;
  private long read;
  private boolean complete;
  private boolean broken;
  private Instant leftAt;
  private @Nullable Reader reader;
  private Sinks.Empty<Void> written = Sinks.empty();
  private Sinks.Empty<Void> taken = Sinks.empty();
  private @Nullable CompletableFuture<Void> writing;

  /**
   * An event and its number.
   *
   * @param executionId the id of the execution
   */
  public record Entry(String executionId, long number, ExecutionEvent event) {

    private long bytes() {
      return OVERHEAD + (event instanceof Output(var output) ? 2L * output.toString().length() : 0);
    }

    /** Of what it displays. */
    private long displayedBytes() {
      return switch (event) {
        case Output(OutputEvent.Display(String line)) -> 2L * line.length();
        case ExecutionEvent.Ended(var execution) ->
            2L * execution.result().displays().stream().mapToLong(String::length).sum();
        default -> 0;
      };
    }
  }

  private EventLog(String executionId, Clock clock, HeapHolding holding) {
    this.executionId = executionId;
    this.clock = clock;
    this.holding = holding;
    this.leftAt = clock.instant();
  }

  /**
   * Keeps these events.
   *
   * @param events one {@link End} is the last; cancelling interrupts the program
   * @param holding pays for what is displayed; the rest has been paid for
   */
  public static EventLog of(
      String executionId, Flux<ExecutionEvent> events, Clock clock, HeapHolding holding) {
    EventLog log = new EventLog(executionId, clock, holding);
    log.writing = events.concatMap(log::append, 1).then().toFuture();
    return log;
  }

  public String executionId() {
    return executionId;
  }

  /**
   * Returns the events after a number. The stream of an earlier follower ends. Fails with {@link
   * FailureCode#EVENTS_GONE} if some of them are not kept any more.
   *
   * @param number the number of the last event that is known, 0 for none
   */
  public Flux<Entry> after(long number) {
    return Flux.defer(() -> follow(attach(number)));
  }

  /** Interrupts a program that has not been followed for the given time. */
  public void giveUpAfter(Duration time) {
    CompletableFuture<Void> abandoned = null;
    synchronized (this) {
      if (!complete && isLeftFor(time)) {
        broken = true;
        abandoned = writing;
      }
    }
    if (abandoned != null) {
      abandoned.cancel(true);
    }
  }

  /**
   * Returns whether the log can be discarded: it is complete or broken, and nobody has followed it
   * for the given time.
   */
  public synchronized boolean isStaleAfter(Duration time) {
    return (complete || broken) && isLeftFor(time);
  }

  private boolean isLeftFor(Duration time) {
    return reader == null && !clock.instant().isBefore(leftAt.plus(time));
  }

  private Flux<Entry> follow(Reader follower) {
    return Mono.defer(follower::next)
        .repeat(() -> !follower.ended)
        .doFinally(signal -> detach(follower));
  }

  /**
   * Itself, if all events after a number are kept.
   *
   * @throws ServiceFailure with {@link FailureCode#EVENTS_GONE} otherwise
   */
  public synchronized EventLog requireAfter(long number) {
    if (broken || number < newest - kept.size() || number > newest) {
      throw new ServiceFailure(FailureCode.EVENTS_GONE);
    }
    return this;
  }

  private Reader attach(long number) {
    Reader follower = new Reader(number);
    Sinks.Empty<Void> signal;
    synchronized (this) {
      requireAfter(number);
      reader = follower;
      signal = written;
      written = Sinks.empty();
    }
    fire(signal);
    return follower;
  }

  @SuppressWarnings("ReferenceEquality") // a reader is itself and no other
  private synchronized void detach(Reader follower) {
    if (reader == follower) {
      reader = null;
      leftAt = clock.instant();
    }
  }

  private Mono<Void> append(ExecutionEvent event) {
    return Mono.defer(
        () -> {
          put(event);
          return Mono.defer(this::room).repeat(this::isFull).then();
        });
  }

  private void put(ExecutionEvent event) {
    Sinks.Empty<Void> signal;
    synchronized (this) {
      Entry entry = new Entry(executionId, ++newest, event);
      kept.put(entry.number(), entry);
      holding.acquireUnchecked(entry.displayedBytes());
      keptBytes += entry.bytes();
      unreadBytes += entry.bytes();
      complete = event instanceof End;
      signal = written;
      written = Sinks.empty();
    }
    fire(signal);
  }

  private synchronized boolean isFull() {
    return unreadBytes > ROOM;
  }

  private synchronized Mono<Void> room() {
    return isFull() ? taken.asMono() : Mono.empty();
  }

  /** Notes that events up to a number were read, and drops old ones. */
  private void read(Entry entry) {
    Sinks.Empty<Void> signal;
    synchronized (this) {
      if (entry.number() <= read) {
        return;
      }
      read = entry.number();
      unreadBytes -= entry.bytes();
      while (keptBytes - unreadBytes > ROOM && kept.firstKey() < read) {
        drop(kept.pollFirstEntry().getValue());
      }
      signal = taken;
      taken = Sinks.empty();
    }
    fire(signal);
  }

  private void drop(Entry old) {
    keptBytes -= old.bytes();
    holding.release(old.displayedBytes());
  }

  private static void fire(Sinks.Empty<Void> signal) {
    signal.tryEmitEmpty();
  }

  /** A subscriber to the events. */
  private final class Reader {

    private long at;
    private volatile boolean ended;

    Reader(long at) {
      this.at = at;
    }

    /** The next event, or nothing once there may be one. */
    Mono<Entry> next() {
      Entry entry;
      synchronized (EventLog.this) {
        entry = entryAfter();
        if (entry == null) {
          return ended ? Mono.empty() : written.asMono().then(Mono.empty());
        }
        at = entry.number();
        ended = entry.event() instanceof End;
      }
      read(entry);
      return Mono.just(entry);
    }

    @SuppressWarnings("ReferenceEquality") // a reader is itself and no other
    private @Nullable Entry entryAfter() {
      if (reader != this || broken) {
        ended = true;
        return null;
      }
      Map.Entry<Long, Entry> found = kept.higherEntry(at);
      ended = found == null && complete;
      return found == null ? null : found.getValue();
    }
  }
}
