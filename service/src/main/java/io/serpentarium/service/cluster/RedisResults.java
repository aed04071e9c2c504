package io.serpentarium.service.cluster;

import io.serpentarium.service.cluster.RedisSeal.BrokenSealException;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.StoredBytes;
import io.serpentarium.service.core.execution.ResultStore;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Results in Redis, sealed for their tokens, where they count towards their tenants' storage. Fails
 * with {@link io.serpentarium.service.core.session.DirectoryAwayException} as well.
 */
final class RedisResults implements ResultStore, StoredBytes {

  private static final Logger log = LoggerFactory.getLogger(RedisResults.class);

  private final RedisLink redis;
  private final RedisSeal seal;
  private final int mostResults;
  private final long mostBytes;
  private final SeenBytes seen = new SeenBytes();

  /**
   * @param mostResults of a tenant
   * @param mostBytes of a tenant
   */
  RedisResults(RedisLink redis, RedisSeal seal, int mostResults, long mostBytes) {
    this.redis = redis;
    this.seal = seal;
    this.mostResults = mostResults;
    this.mostBytes = mostBytes;
  }

  @Override
  public Mono<Void> put(Tenant tenant, String token, byte[] result) {
    return Mono.defer(
        () ->
            result.length > mostBytes
                ? Mono.error(
                    new QuotaExceededException(Allowance.exhausted(Quota.MEMORY, mostBytes)))
                : keep(tenant, token, result, false));
  }

  @Override
  public Mono<Void> replace(Tenant tenant, String token, byte[] result) {
    return Mono.defer(() -> keep(tenant, token, result, true));
  }

  private Mono<Void> keep(Tenant tenant, String token, byte[] result, boolean onlyPresent) {
    return redis
        .runLater(
            LuaScript.KEEP_RESULT,
            keys(tenant, token),
            token,
            seal.seal(result, place(tenant, token)),
            KEPT.toMillis(),
            mostResults,
            mostBytes,
            Keys.results(tenant.id()),
            onlyPresent ? 1 : 0)
        .then();
  }

  @Override
  public Mono<byte[]> find(Tenant tenant, String token) {
    return redis
        .later(connection -> connection.async().get(Keys.result(tenant.id(), token)))
        .flatMap(kept -> Mono.justOrEmpty(opened(tenant, token, kept)));
  }

  private byte @Nullable [] opened(Tenant tenant, String token, byte[] kept) {
    try {
      return seal.open(kept, place(tenant, token));
    } catch (BrokenSealException e) {
      log.error("A result of tenant {} is not used: {}", tenant.id(), e.getMessage());
      return null;
    }
  }

  @Override
  public Mono<Void> remove(Tenant tenant, String token) {
    return redis.runLater(LuaScript.REMOVE_RESULT, keys(tenant, token), token).then();
  }

  @Override
  public long bytes(String tenantId) {
    return seen.of(tenantId, this::bytesNow);
  }

  private long bytesNow(String tenantId) {
    byte[] sum = redis.call(connection -> connection.async().hget(Keys.resultSizes(tenantId), ""));
    return sum == null ? 0 : Replies.parse(sum);
  }

  private static List<String> keys(Tenant tenant, String token) {
    return List.of(
        Keys.result(tenant.id(), token),
        Keys.resultTokens(tenant.id()),
        Keys.resultSizes(tenant.id()));
  }

  private static String[] place(Tenant tenant, String token) {
    return new String[] {"result", tenant.id(), token};
  }
}
