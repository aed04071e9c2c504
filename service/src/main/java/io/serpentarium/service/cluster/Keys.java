package io.serpentarium.service.cluster;

import io.serpentarium.service.idempotency.RecordKey;

/** The names of what lies in Redis. */
final class Keys {

  static final String POD = "serpentarium:pod:";
  static final String PODS = "serpentarium:pods";
  static final String SESSION = "serpentarium:session:";
  static final String STATE = "serpentarium:state:";

  static final String SNAPSHOT = "serpentarium:snapshot:";
  static final String SNAPSHOTS = "serpentarium:snapshots";

  private Keys() {}

  /** A tenant's sessions by rank. */
  static String index(String tenantId) {
    return "serpentarium:sessions:" + tenantId;
  }

  /** Sizes of a tenant's snapshots. */
  static String snapshots(String tenantId) {
    return "serpentarium:snapshots:" + tenantId;
  }

  /** What was answered to a request with a key. */
  static String answer(RecordKey key) {
    return "serpentarium:answer:%s:%s".formatted(key.tenantId(), key.key());
  }

  /** A tenant's sessions by when they are forgotten. */
  static String expiry(String tenantId) {
    return "serpentarium:expiry:" + tenantId;
  }
}
