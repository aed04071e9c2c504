package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.DirectoryAwayException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * This pod's right to its sessions, which others may take once it has run out. Thread-safe.
 *
 * <p>While no pod reaches Redis, none can take a session. A pod that misses Redis therefore asks
 * the others, and goes on, even beyond its lease, as long as every pod that might take its sessions
 * answers that it misses Redis as well; a pod that has answered so takes nothing for one lease. A
 * pod that was paused meanwhile does nothing until Redis has confirmed what it still holds.
 */
final class Lease {

  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  /** The time of this pod's last query of Redis's clock, and the answer. */
  private record Moment(long redisMillis, long nanos) {

    private long redisMillisAt(long later) {
      return redisMillis + (later - nanos) / 1_000_000;
    }
  }

  private final RedisLink redis;
  private final Pod pod;
  private final long nanos;
  private final long beyondNanos;
  private final LongSupplier nanoTime;
  private final Witnesses witnesses;
  private final Runnable verification;
  private volatile long heldUntil;
  private volatile long heldSince;
  private volatile long missedRedisAt;
  private volatile long lastAttempt;
  private volatile long since;
  private volatile Moment seen = new Moment(0, 0);
  private volatile boolean verified;
  private volatile boolean accepting = true;
  private final AtomicReference<@Nullable CompletableFuture<Void>> attempt =
      new AtomicReference<>();

  /**
   * @param beyond the time for which the pod may go on after its lease while no pod reaches Redis
   * @param nanoTime a clock that goes on while the process is paused
   * @param verification finds out which sessions are still this pod's after the lease had run out
   * @param allMissRedis asks other pods whether all of them miss Redis; may block for a second
   */
  Lease(
      RedisLink redis,
      Pod pod,
      Duration duration,
      Duration beyond,
      LongSupplier nanoTime,
      Runnable verification,
      Predicate<Map<String, URI>> allMissRedis) {
    this.redis = redis;
    this.pod = pod;
    this.nanoTime = nanoTime;
    nanos = duration.toNanos();
    beyondNanos = beyond.toNanos();
    this.verification = verification;
    witnesses = new Witnesses(nanos, nanoTime, allMissRedis);
    long now = nanoTime.getAsLong();
    heldUntil = now;
    heldSince = now;
    lastAttempt = now - nanos;
    missedRedisAt = now - nanos;
  }

  /** Returns how often a lease of this length is to be renewed. */
  static Duration pause(Duration lease) {
    return lease.dividedBy(3);
  }

  /** Returns whether this pod certainly holds its sessions, or no pod can take them. */
  boolean isGood() {
    return redis.isAway() ? isWitnessed() : nanoTime.getAsLong() - heldUntil < 0;
  }

  /** Returns whether this pod goes on although it misses Redis. */
  boolean isWitnessed() {
    long now = nanoTime.getAsLong();
    return redis.isAway() && witnesses.agree(now) && now - heldUntil < beyondNanos * 9 / 10;
  }

  /**
   * Requires a good lease; blocks when it has to be renewed first.
   *
   * @throws DirectoryAwayException if that is impossible
   */
  void require() {
    if (!isGood()) {
      renew(nanoTime.getAsLong());
    }
  }

  /** Returns whether this pod has reached Redis for long enough that every living pod has, too. */
  boolean isSettled() {
    long now = nanoTime.getAsLong();
    return now - heldUntil < 0 && now - heldSince >= nanos && now - missedRedisAt >= nanos;
  }

  /** Returns the right to take sessions from now on, valid for at most one Redis timeout. */
  SessionTable.TakeRights takeRights() {
    long now = seen.redisMillisAt(nanoTime.getAsLong());
    return new SessionTable.TakeRights(isSettled(), since, now + redis.timeout().toMillis());
  }

  /**
   * Returns whether this pod misses Redis, after checking; the caller may rely for one lease on
   * this pod taking nothing.
   */
  Mono<Boolean> missesRedis() {
    return redis.misses().doOnNext(this::note);
  }

  private void note(boolean missed) {
    if (missed) {
      missedRedisAt = nanoTime.getAsLong();
    }
  }

  /** Renews the lease once; a failure is only logged. */
  void beat() {
    try {
      renew(nanoTime.getAsLong());
    } catch (DirectoryAwayException e) {
      log.debug("The lease could not be renewed: {}", e.reason());
    }
  }

  /** Refuses sessions sent here from now on. */
  void refuse() {
    accepting = false;
    beat();
  }

  /** Returns whether sessions may be sent here. */
  boolean isAccepting() {
    return accepting;
  }

  /** Renews the lease by one attempt at a time, which serves all callers that wait for it. */
  private void renew(long asked) {
    while (lastAttempt - asked <= 0 || !isGood()) {
      CompletableFuture<Void> own = new CompletableFuture<>();
      CompletableFuture<Void> other = attempt.compareAndExchange(null, own);
      if (other == null) {
        try {
          renew();
          return;
        } finally {
          attempt.set(null);
          own.complete(null);
        }
      }
      other.join();
    }
  }

  private void renew() {
    long now = nanoTime.getAsLong();
    boolean gap = now - lastAttempt >= nanos;
    lastAttempt = now;
    try {
      renewAt(now);
    } catch (DirectoryAwayException e) {
      if (gap) {
        witnesses.forget();
      }
      witnesses.ask();
      if (!isWitnessed()) {
        throw e;
      }
    }
  }

  private void renewAt(long now) {
    List<Object> reply =
        redis.probe(
            LuaScript.RENEW_POD,
            List.of(Keys.POD + pod.id(), Keys.PODS, Keys.ALL_PODS, Keys.RENEWED + pod.id()),
            pod.id(),
            pod.address(),
            nanos / 1_000_000,
            accepting ? 1 : 0,
            (nanos + beyondNanos) / 1_000_000,
            Keys.POD);
    seen = new Moment(Replies.number(reply, 1), now);
    if (!Replies.isTrue(reply, 0)) {
      heldSince = now;
      since = Replies.number(reply, 1);
      verified = false;
    }
    if (!verified) {
      verification.run();
      verified = true;
    }
    witnesses.know(others(reply));
    heldUntil = now + nanos * 9 / 10;
  }

  private static Map<String, URI> others(List<Object> reply) {
    Map<String, URI> others = new HashMap<>();
    for (int i = 2; i < reply.size(); i += 2) {
      others.put(Replies.text(reply, i), URI.create(Replies.text(reply, i + 1)));
    }
    return Map.copyOf(others);
  }
}
