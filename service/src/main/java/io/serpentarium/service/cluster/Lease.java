package io.serpentarium.service.cluster;

import io.serpentarium.service.session.DirectoryAwayException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This pod's right to its sessions, which others may take once it has run out. Thread-safe.
 *
 * <p>While Redis is away nobody can take a session, so the pod goes on beyond its lease as long as
 * it has seen for itself, without a gap, that Redis does not answer. A pod that was paused has not,
 * and does nothing before Redis has told it what is still its own.
 */
final class Lease {

  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final RedisLink redis;
  private final Pod pod;
  private final long nanos;
  private final LongSupplier nanoTime;
  private volatile Runnable verification = () -> {};
  private volatile long heldUntil;
  private volatile long heldSince;
  private volatile long lastAttempt;
  private volatile boolean trusted;
  private boolean verified;
  private volatile boolean accepting = true;

  /**
   * @param nanoTime goes on while the process is paused
   */
  Lease(RedisLink redis, Pod pod, Duration duration, LongSupplier nanoTime) {
    this.redis = redis;
    this.pod = pod;
    this.nanoTime = nanoTime;
    nanos = duration.toNanos();
    long now = nanoTime.getAsLong();
    heldUntil = now;
    heldSince = now;
    lastAttempt = now - nanos;
  }

  /** How often it is to be renewed. */
  Duration pause() {
    return Duration.ofNanos(nanos / 3);
  }

  /** Sets what finds out which sessions are still this pod's after the lease had run out. */
  void verifyBy(Runnable verify) {
    verification = verify;
  }

  /** Whether what this pod has is its own beyond doubt, or nobody can doubt it. */
  boolean isGood() {
    long now = nanoTime.getAsLong();
    return now - heldUntil < 0 || (trusted && redis.isAway() && now - lastAttempt < nanos);
  }

  /**
   * Lets pass who needs a good lease; blocks when it has to be renewed first.
   *
   * @throws DirectoryAwayException when that is impossible
   */
  void require() {
    if (!isGood()) {
      renew();
    }
  }

  /** Whether this pod has seen Redis for long enough that every living pod has, too. */
  boolean isSettled() {
    long now = nanoTime.getAsLong();
    return now - heldUntil < 0 && now - heldSince >= nanos;
  }

  /** Renews it once and tells nobody of a failure. */
  void beat() {
    try {
      renew();
    } catch (DirectoryAwayException e) {
      log.debug("The lease is not renewed: {}", e.getMessage());
    }
  }

  /** Lets no session be sent here any more. */
  void refuse() {
    accepting = false;
    beat();
  }

  /** Whether sessions may be sent here. */
  boolean isAccepting() {
    return accepting;
  }

  private synchronized void renew() {
    long now = nanoTime.getAsLong();
    boolean gap = now - lastAttempt >= nanos;
    lastAttempt = now;
    try {
      renewAt(now);
    } catch (DirectoryAwayException e) {
      trusted = trusted && !gap;
      throw e;
    }
  }

  private void renewAt(long now) {
    List<Object> reply =
        redis.probe(
            LuaScript.RENEW_POD,
            List.of(Keys.POD + pod.id(), Keys.PODS),
            pod.id(),
            pod.address(),
            nanos / 1_000_000,
            accepting ? 1 : 0);
    if (!Replies.isTrue(reply, 0)) {
      heldSince = now;
      verified = false;
    }
    if (!verified) {
      verification.run();
      verified = true;
    }
    heldUntil = now + nanos * 9 / 10;
    trusted = true;
  }
}
