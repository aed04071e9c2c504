package io.serpentarium.service.cluster;

import java.time.Instant;

/** A session that this pod has, by an epoch that no other pod's claim on it has. Thread-safe. */
final class Claim {

  private final String id;
  private final String tenantId;
  private final long epoch;
  private volatile Instant told = Instant.MIN;
  private volatile Instant kept = Instant.MIN;
  private volatile boolean tooLarge;

  Claim(String id, String tenantId, long epoch) {
    this.id = id;
    this.tenantId = tenantId;
    this.epoch = epoch;
  }

  /** The session's id. */
  String id() {
    return id;
  }

  /** Returns the id of the session's tenant. */
  String tenantId() {
    return tenantId;
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

  /** Returns whether the state was too large when it was to be handed over. */
  boolean isTooLarge() {
    return tooLarge;
  }

  /** Returns whether Redis knows of a use. */
  boolean isTold(Instant use) {
    return !told.isBefore(use);
  }

  /** Returns whether Redis has the state after a use. */
  boolean isKept(Instant use) {
    return !kept.isBefore(use);
  }
}
