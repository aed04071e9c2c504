package io.serpentarium.service.cluster;

import io.serpentarium.service.cluster.RedisSeal.BrokenSealException;
import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers in Redis, sealed for their keys, for a day, up to a number and a size for each tenant. A
 * request whose pod dies before it is answered keeps its key for that long, and its repetitions are
 * refused as in progress; so are those of a request whose answer no pod has kept. Fails with {@link
 * io.serpentarium.service.core.session.DirectoryAwayException}.
 */
final class RedisIdempotency implements IdempotencyStore {

  private static final Duration KEPT = Duration.ofHours(24);

  private static final Logger log = LoggerFactory.getLogger(RedisIdempotency.class);

  private final RedisLink redis;
  private final RedisSeal seal;
  private final int mostRecords;
  private final long mostBytes;
  private final SeenBytes seen = new SeenBytes();

  /**
   * @param mostRecords the most keys of a tenant
   * @param mostBytes the most bytes of a tenant's answers
   */
  RedisIdempotency(RedisLink redis, RedisSeal seal, int mostRecords, long mostBytes) {
    this.redis = redis;
    this.seal = seal;
    this.mostRecords = mostRecords;
    this.mostBytes = mostBytes;
  }

  @Override
  public Mono<Claim> claim(RecordKey key, String fingerprint) {
    return redis
        .runLater(
            LuaScript.CLAIM_ANSWER,
            keys(key),
            key.key(),
            fingerprint,
            KEPT.toMillis(),
            mostRecords,
            Keys.answers(key.tenantId()))
        .map(reply -> claim(key, reply, fingerprint));
  }

  @Override
  public Mono<Void> complete(RecordKey key, Answer answer, long most) {
    byte[] written = seal.seal(JsonMapper.shared().writeValueAsBytes(answer), place(key));
    return redis
        .runLater(
            LuaScript.COMPLETE_ANSWER,
            keys(key),
            key.key(),
            written,
            Math.min(most, mostBytes),
            Keys.answers(key.tenantId()))
        .then();
  }

  @Override
  public Mono<Void> release(RecordKey key) {
    return redis.runLater(LuaScript.RELEASE_ANSWER, keys(key), key.key()).then();
  }

  @Override
  public long bytes(String tenantId) {
    return seen.of(tenantId, this::bytesNow);
  }

  private long bytesNow(String tenantId) {
    byte[] sum = redis.call(connection -> connection.async().hget(Keys.answerSizes(tenantId), ""));
    return sum == null ? 0 : Replies.parse(sum);
  }

  private static List<String> keys(RecordKey key) {
    return List.of(
        Keys.answer(key), Keys.answered(key.tenantId()), Keys.answerSizes(key.tenantId()));
  }

  private static String[] place(RecordKey key) {
    return new String[] {"answer", key.tenantId(), key.key()};
  }

  private Claim claim(RecordKey key, List<Object> reply, String fingerprint) {
    if (reply.isEmpty()) {
      return new Claim.First();
    }
    if (!Replies.text(reply, 0).equals(fingerprint)) {
      return new Claim.Other();
    }
    return reply.size() > 1 ? done(key, Replies.bytes(reply, 1)) : new Claim.UnderWay();
  }

  private Claim done(RecordKey key, byte[] sealed) {
    try {
      byte[] written = seal.open(sealed, place(key));
      return new Claim.Done(JsonMapper.shared().readValue(written, Answer.class));
    } catch (BrokenSealException e) {
      log.error("Ignoring a stored answer to tenant {}: {}", key.tenantId(), e.getMessage());
      return new Claim.UnderWay();
    }
  }
}
