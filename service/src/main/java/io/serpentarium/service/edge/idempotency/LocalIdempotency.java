package io.serpentarium.service.edge.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers in this process's memory: for a day, up to a number and a size for each tenant, beyond
 * which its oldest go: a cache might drop the newest, which is under way. Thread-safe.
 */
public final class LocalIdempotency implements IdempotencyStore {

  /** The default number of a tenant's keys that are kept. */
  public static final int MOST_RECORDS = 10_000;

  /** The default number of bytes of a tenant's answers that are kept. */
  public static final long MOST_BYTES = 8 << 20;

  /** The time for which an answer is kept. */
  static final Duration KEPT = Duration.ofHours(24);

  private final Clock clock;
  private final int mostRecords;
  private final long mostBytes;
  private final Map<String, Shelf> shelves = new LinkedHashMap<>();

  private record Entry(String fingerprint, Instant since, @Nullable Answer answer) {

    long bytes() {
      return answer == null ? 0 : answer.body().length;
    }
  }

  private static final class Shelf {
    final Map<String, Entry> entries = new LinkedHashMap<>();
    long bytes;

    void put(String key, Entry entry) {
      remove(key);
      entries.put(key, entry);
      bytes += entry.bytes();
    }

    void remove(String key) {
      Entry removed = entries.remove(key);
      bytes -= removed == null ? 0 : removed.bytes();
    }
  }

  /**
   * @param mostRecords the most keys of a tenant
   * @param mostBytes the most bytes of a tenant's answers
   */
  public LocalIdempotency(Clock clock, int mostRecords, long mostBytes) {
    this.clock = clock;
    this.mostRecords = mostRecords;
    this.mostBytes = mostBytes;
  }

  @Override
  public Mono<Claim> claim(RecordKey key, String fingerprint) {
    return Mono.fromSupplier(() -> claimNow(key, fingerprint));
  }

  @Override
  public Mono<Void> complete(RecordKey key, Answer answer, long most) {
    return Mono.fromRunnable(() -> completeNow(key, answer, Math.min(most, mostBytes)));
  }

  @Override
  public Mono<Void> release(RecordKey key) {
    return Mono.fromRunnable(() -> releaseNow(key));
  }

  private synchronized Claim claimNow(RecordKey key, String fingerprint) {
    Shelf shelf = shelves.computeIfAbsent(key.tenantId(), id -> new Shelf());
    makeRoom(shelf, mostBytes);
    Entry known = shelf.entries.get(key.key());
    if (known == null) {
      shelf.put(key.key(), new Entry(fingerprint, clock.instant(), null));
      return new Claim.First();
    }
    if (!known.fingerprint().equals(fingerprint)) {
      return new Claim.Other();
    }
    Answer answer = known.answer();
    return answer == null ? new Claim.UnderWay() : new Claim.Done(answer);
  }

  private synchronized void completeNow(RecordKey key, Answer answer, long most) {
    Shelf shelf = shelves.get(key.tenantId());
    Entry claimed = shelf == null ? null : shelf.entries.get(key.key());
    if (shelf != null && claimed != null && answer.body().length <= most) {
      shelf.put(key.key(), new Entry(claimed.fingerprint(), claimed.since(), answer));
      makeRoom(shelf, most);
    }
  }

  @Override
  public synchronized long bytes(String tenantId) {
    Shelf shelf = shelves.get(tenantId);
    return shelf == null ? 0 : shelf.bytes;
  }

  private synchronized void releaseNow(RecordKey key) {
    Shelf shelf = shelves.get(key.tenantId());
    if (shelf != null) {
      shelf.remove(key.key());
    }
  }

  /** Oldest first; so one that has not expired ends the search. */
  private void makeRoom(Shelf shelf, long most) {
    Instant now = clock.instant();
    Iterator<Entry> entries = shelf.entries.values().iterator();
    while (entries.hasNext()) {
      Entry oldest = entries.next();
      boolean full = shelf.entries.size() > mostRecords || shelf.bytes > most;
      if (!full && now.isBefore(oldest.since().plus(KEPT))) {
        return;
      }
      entries.remove();
      shelf.bytes -= oldest.bytes();
    }
  }
}
