package io.serpentarium.service.core.kernel;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.QuotaExceededException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The events of a kernel, numbered from 1, which any number of readers follow at their own pace.
 * The last of them are kept, so that a reader that was away sees what it missed.
 *
 * <p>Bounded: the writer is held back while a reader is {@link #ROOM} bytes behind. Without
 * readers, the oldest events are dropped. An event that the tenant has no room for is replaced by a
 * short one. Thread-safe.
 */
final class KernelLog implements AutoCloseable {

  /** Bytes that may wait for a reader, and that are kept while there is none. */
  static final long ROOM = 1 << 20;

  /** The bytes kept of events that all readers have read. */
  static final long BEHIND = 64 << 10;

  /** The content size up to which an event is kept even without room for it. */
  private static final long SMALL = 4 << 10;

  /** The size that an event counts in addition to its content. */
  private static final int OVERHEAD = 200;

  private final HeapHolding holding;
  private final NavigableMap<Long, Entry> kept = new TreeMap<>();
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private long newest;
  private long writtenBytes;
  private long keptBytes;
  private boolean closed;
  private Sinks.Empty<Void> written = Sinks.empty();
  private Sinks.Empty<Void> taken = Sinks.empty();

  /**
   * An event, its number, and by whose request it came.
   *
   * @param end bytes of all events up to this one
   */
  record Entry(long number, Asker asker, KernelEvent event, long end) {

    private long cost() {
      return KernelLog.cost(asker, event);
    }
  }

  /**
   * An empty log.
   *
   * @param holding pays for what is kept; closed with the log
   */
  KernelLog(HeapHolding holding) {
    this.holding = holding;
  }

  /** Appends an event, and completes once no reader is far behind. */
  Mono<Void> append(Asker asker, KernelEvent event) {
    return Mono.defer(
        () -> {
          put(asker, event);
          return Mono.defer(this::room).repeat(this::isFull).then();
        });
  }

  private void put(Asker asker, KernelEvent event) {
    Sinks.Empty<Void> signal;
    synchronized (this) {
      if (closed) {
        return;
      }
      KernelEvent told = affordable(asker, event);
      long cost = cost(asker, told);
      writtenBytes += cost;
      keptBytes += cost;
      newest++;
      kept.put(newest, new Entry(newest, asker, told, writtenBytes));
      evict();
      signal = written;
      written = Sinks.empty();
    }
    signal.tryEmitEmpty();
  }

  private static long cost(Asker asker, KernelEvent event) {
    return OVERHEAD + asker.bytes() + event.bytes();
  }

  /** Acquires the room of an event, or of the short one that replaces it. */
  private KernelEvent affordable(Asker asker, KernelEvent event) {
    if (tryAcquire(cost(asker, event))) {
      return event;
    }
    drop(0);
    if (tryAcquire(cost(asker, event))) {
      return event;
    }
    KernelEvent told = event.bytes() > SMALL ? event.lean() : event;
    holding.acquireUnchecked(cost(asker, told));
    return told;
  }

  private boolean tryAcquire(long bytes) {
    try {
      holding.acquire(bytes);
      return true;
    } catch (QuotaExceededException | SandboxSaturatedException e) {
      return false;
    }
  }

  /**
   * Drops events that all have read except the last of them, and the oldest if there are no
   * readers.
   */
  private void evict() {
    drop(readers.isEmpty() ? ROOM : BEHIND);
  }

  private void drop(long keeps) {
    long slowest = slowest();
    while (keptBytes > keeps && !kept.isEmpty()) {
      Entry oldest = kept.firstEntry().getValue();
      if (oldest.end() > slowest || oldest.number() == newest) {
        return;
      }
      kept.pollFirstEntry();
      keptBytes -= oldest.cost();
      holding.release(oldest.cost());
    }
  }

  private long slowest() {
    return readers.stream().mapToLong(reader -> reader.readBytes).min().orElse(Long.MAX_VALUE);
  }

  private synchronized boolean isFull() {
    return !closed && writtenBytes - Math.min(slowest(), writtenBytes) > ROOM;
  }

  private synchronized Mono<Void> room() {
    return isFull() ? taken.asMono() : Mono.empty();
  }

  /** The number of the newest event, 0 if there was none. */
  synchronized long newest() {
    return newest;
  }

  /**
   * Returns the events behind a number as they come; those that are not kept any more are left out.
   * Completes when the log is closed.
   */
  Flux<Entry> after(long number) {
    return Flux.defer(
        () -> {
          Reader reader = attach(number);
          return Mono.defer(reader::next)
              .repeat(() -> !reader.ended)
              .doFinally(signal -> detach(reader));
        });
  }

  /** Returns the number of readers. */
  int readers() {
    return readers.size();
  }

  private synchronized Reader attach(long number) {
    Map.Entry<Long, Entry> first = kept.higherEntry(number);
    long behind = first == null ? writtenBytes : first.getValue().end() - first.getValue().cost();
    Reader reader = new Reader(number, behind);
    readers.add(reader);
    return reader;
  }

  private void detach(Reader reader) {
    readers.remove(reader);
    tellTaken();
  }

  private void tellTaken() {
    Sinks.Empty<Void> signal;
    synchronized (this) {
      evict();
      signal = taken;
      taken = Sinks.empty();
    }
    signal.tryEmitEmpty();
  }

  /** Ends the log for all readers, and releases its memory. Idempotent. */
  @Override
  public void close() {
    Sinks.Empty<Void> signal;
    synchronized (this) {
      closed = true;
      kept.clear();
      signal = written;
    }
    signal.tryEmitEmpty();
    tellTaken();
    holding.close();
  }

  /** A subscriber to the events. */
  private final class Reader {

    private long at;
    private volatile long readBytes;
    private volatile boolean ended;

    Reader(long at, long readBytes) {
      this.at = at;
      this.readBytes = readBytes;
    }

    /** The next event, or nothing once there may be one. What was given before has been read. */
    Mono<Entry> next() {
      Mono<Entry> found = find();
      tellTaken();
      return found;
    }

    private Mono<Entry> find() {
      synchronized (KernelLog.this) {
        Map.@Nullable Entry<Long, Entry> found = kept.higherEntry(at);
        if (found == null) {
          readBytes = writtenBytes;
          ended = closed;
          return closed ? Mono.empty() : written.asMono().then(Mono.empty());
        }
        Entry entry = found.getValue();
        at = entry.number();
        readBytes = entry.end() - entry.cost();
        return Mono.just(entry);
      }
    }
  }
}
