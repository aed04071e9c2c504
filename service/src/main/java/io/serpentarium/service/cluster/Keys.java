package io.serpentarium.service.cluster;

import io.serpentarium.service.core.admission.Buckets.Bucket;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.edge.idempotency.IdempotencyStore;

/** The names of what lies in Redis. */
final class Keys {

  static final String POD = "serpentarium:pod:";
  static final String PODS = "serpentarium:pods";
  static final String ALL_PODS = "serpentarium:all-pods";
  static final String RENEWED = "serpentarium:renewed:";
  static final String SESSION = "serpentarium:session:";
  static final String STATE = "serpentarium:state:";

  /** Values that are not at their places yet. */
  static final String STAGED = "serpentarium:staged:";

  static final String SNAPSHOT = "serpentarium:snapshot-info:";
  static final String SNAPSHOT_CONTENT = "serpentarium:snapshot-content:";
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

  /** Sizes of the states of a tenant's sessions. */
  static String states(String tenantId) {
    return "serpentarium:states:" + tenantId;
  }

  /** The answer to a request with an idempotency key. */
  static String answer(IdempotencyStore.RecordKey key) {
    return answers(key.tenantId()) + key.key();
  }

  /** The common prefix of all answers to a tenant. */
  static String answers(String tenantId) {
    return "serpentarium:answer:%s:".formatted(tenantId);
  }

  /** A tenant's keys by when they are forgotten. */
  static String answered(String tenantId) {
    return "serpentarium:answered:" + tenantId;
  }

  /** Sizes of the answers to a tenant. */
  static String answerSizes(String tenantId) {
    return "serpentarium:answer-sizes:" + tenantId;
  }

  /** A result that a tenant asks for by its token. */
  static String result(String tenantId, String token) {
    return results(tenantId) + token;
  }

  /** The common prefix of all results of a tenant. */
  static String results(String tenantId) {
    return "serpentarium:result:%s:".formatted(tenantId);
  }

  /** A tenant's tokens by when their results are forgotten. */
  static String resultTokens(String tenantId) {
    return "serpentarium:result-tokens:" + tenantId;
  }

  /** Sizes of a tenant's results. */
  static String resultSizes(String tenantId) {
    return "serpentarium:result-sizes:" + tenantId;
  }

  /** A bucket of tokens; another one when its size changes. */
  static String bucket(Bucket bucket) {
    return "serpentarium:bucket:%s:%s:%d"
        .formatted(bucket.quota().wireName(), bucket.tenantId(), bucket.capacity());
  }

  /** The number of places of a quota that a tenant has taken, by pod. */
  static String taken(Quota quota, String tenantId) {
    return "serpentarium:taken:%s:%s".formatted(quota.wireName(), tenantId);
  }

  /** A tenant's sessions by when they are forgotten. */
  static String expiry(String tenantId) {
    return "serpentarium:expiry:" + tenantId;
  }
}
