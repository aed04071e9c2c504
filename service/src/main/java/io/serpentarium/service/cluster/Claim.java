package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.HeldSession;
import java.time.Instant;

/** A session that this pod has, by an epoch that no other pod's claim on it has. */
final class Claim {

  private final HeldSession session;
  private final long epoch;
  private volatile Instant told = Instant.MIN;
  private volatile Instant kept = Instant.MIN;
  private volatile boolean tooLarge;

  Claim(HeldSession session, long epoch) {
    this.session = session;
    this.epoch = epoch;
  }

  HeldSession session() {
    return session;
  }

  long epoch() {
    return epoch;
  }

  /** Notes that Redis knows of a use. */
  void tell(Instant use) {
    told = use;
  }

  /** Notes that Redis has the state after a use. */
  void keep(Instant use) {
    told = use;
    kept = use;
  }

  /** Notes that the state is too large to be kept. */
  void refuse() {
    tooLarge = true;
  }

  /** Whether the state was too large when it was to be given away. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** Whether Redis knows of a use. */
  boolean isTold(Instant use) {
    return !told.isBefore(use);
  }

  /** Whether Redis has the state after a use. */
  boolean isKept(Instant use) {
    return !kept.isBefore(use);
  }
}
