package io.serpentarium.service.cluster;

import java.net.URI;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The other pods, as witnesses that nobody reaches Redis. One that says so takes nothing for one
 * lease, so its word holds a little less long. Thread-safe; only {@link #ask} blocks.
 */
final class Witnesses {

  private final long leaseNanos;
  private final LongSupplier nanoTime;
  private volatile Predicate<Map<String, URI>> question = Map::isEmpty;
  private volatile Map<String, URI> pods = Map.of();
  private volatile boolean known;
  private volatile long until;

  /** Nobody is known yet, and nothing is said. */
  Witnesses(long leaseNanos, LongSupplier nanoTime) {
    this.leaseNanos = leaseNanos;
    this.nanoTime = nanoTime;
    until = nanoTime.getAsLong();
  }

  /** Sets what asks pods whether all of them miss Redis; it may block for a second. */
  void askBy(Predicate<Map<String, URI>> allMissRedis) {
    question = allMissRedis;
  }

  /** Redis has told who they are. */
  void know(Map<String, URI> others) {
    pods = others;
    known = true;
  }

  /** Who they are is not known any more: this pod was paused, and others may have come. */
  void forget() {
    known = false;
  }

  /** Asks them all. Calls one at a time. */
  void ask() {
    long asked = nanoTime.getAsLong();
    until = known && question.test(pods) ? asked + leaseNanos * 9 / 10 : asked;
  }

  /** Whether the word of all of them holds at that time. */
  boolean agree(long now) {
    return known && now - until < 0;
  }
}
