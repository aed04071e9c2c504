package io.serpentarium.service.cluster;

import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.Quota;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The places that tenants have taken on each pod, in Redis. Those of a pod whose lease has run out
 * no longer count, and while Redis is away each pod counts for itself.
 */
final class RedisOtherNodes implements OtherNodes {

  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final RedisLink redis;
  private final Pod pod;

  RedisOtherNodes(RedisLink redis, Pod pod) {
    this.redis = redis;
    this.pod = pod;
  }

  @Override
  public CompletionStage<Long> tell(Quota quota, String tenantId, long here) {
    return redis
        .send(
            LuaScript.TELL_TAKEN,
            List.of(Keys.taken(quota, tenantId)),
            pod.id(),
            here,
            Keys.POD,
            REMEMBERED.toMillis())
        .thenApply(reply -> Replies.number(reply, 0))
        .exceptionally(away -> 0L);
  }
}
