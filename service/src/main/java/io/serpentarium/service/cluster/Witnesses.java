package io.serpentarium.service.cluster;

import java.net.URI;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The other pods, as witnesses that none reaches Redis. A pod that testifies takes nothing for one
 * lease, so its word holds slightly less long. Thread-safe; only {@link #ask} blocks.
 */
final class Witnesses {

  private final long leaseNanos;
  private final LongSupplier nanoTime;
  private final Predicate<Map<String, URI>> question;
  private volatile Map<String, URI> pods = Map.of();
  private volatile boolean known;
  private volatile long until;

  /**
   * Creates the witnesses, with no pod known and none asked.
   *
   * @param question asks pods whether all of them miss Redis; may block for a second
   */
  Witnesses(long leaseNanos, LongSupplier nanoTime, Predicate<Map<String, URI>> question) {
    this.question = question;
    this.leaseNanos = leaseNanos;
    this.nanoTime = nanoTime;
    until = nanoTime.getAsLong();
  }

  /** Sets the other pods, as read from Redis. */
  void know(Map<String, URI> others) {
    pods = others;
    known = true;
  }

  /** Forgets the other pods: this one was paused, and others may have come. */
  void forget() {
    known = false;
  }

  /** Asks them all. Calls one at a time. */
  void ask() {
    long asked = nanoTime.getAsLong();
    until = known && question.test(pods) ? asked + leaseNanos * 9 / 10 : asked;
  }

  /** Returns whether the word of all pods holds at a time. */
  boolean agree(long now) {
    return known && now - until < 0;
  }
}
