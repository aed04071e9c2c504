package io.serpentarium.service.cluster;

import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers in Redis, for a day. A request whose pod dies before it is answered keeps its key that
 * long, and its repetitions are told that it is under way. Fails with {@link
 * io.serpentarium.service.core.session.DirectoryAwayException}.
 */
final class RedisIdempotency implements IdempotencyStore {

  private static final Duration KEPT = Duration.ofHours(24);

  private final RedisLink redis;

  RedisIdempotency(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Mono<Claim> claim(RecordKey key, String fingerprint) {
    return redis
        .runLater(LuaScript.CLAIM_ANSWER, List.of(Keys.answer(key)), fingerprint, KEPT.toMillis())
        .map(reply -> claim(reply, fingerprint));
  }

  @Override
  public Mono<Void> complete(RecordKey key, Answer answer) {
    byte[] written = JsonMapper.shared().writeValueAsBytes(answer);
    return redis.runLater(LuaScript.COMPLETE_ANSWER, List.of(Keys.answer(key)), written).then();
  }

  @Override
  public Mono<Void> release(RecordKey key) {
    return redis.later(connection -> connection.async().del(Keys.answer(key))).then();
  }

  private static Claim claim(List<Object> reply, String fingerprint) {
    if (reply.isEmpty()) {
      return new Claim.First();
    }
    if (!Replies.text(reply, 0).equals(fingerprint)) {
      return new Claim.Other();
    }
    return reply.size() > 1
        ? new Claim.Done(JsonMapper.shared().readValue(Replies.bytes(reply, 1), Answer.class))
        : new Claim.UnderWay();
  }
}
