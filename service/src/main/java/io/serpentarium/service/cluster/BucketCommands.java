package io.serpentarium.service.cluster;

import io.github.bucket4j.redis.lettuce.RedisApi;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.PipelinedRedisFuture;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The Redis commands that buckets need, on the current connection.
 *
 * @param <K> the type of keys, which Redis sees as text; not fixed, since bucket4j passes arrays
 *     whose component type is not a narrower one
 */
final class BucketCommands<K> implements RedisApi<K> {

  private final RedisLink redis;

  BucketCommands(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public <V> RedisFuture<V> eval(
      String script, ScriptOutputType type, K[] keys, byte[][] arguments) {
    String[] names = Arrays.stream(keys).map(Object::toString).toArray(String[]::new);
    return call(commands -> commands.eval(script, type, names, arguments));
  }

  @Override
  public RedisFuture<byte[]> get(K key) {
    return call(commands -> commands.get(key.toString()));
  }

  @Override
  public RedisFuture<?> delete(K key) {
    return call(commands -> commands.del(key.toString()));
  }

  /** Throws nothing: a failed call fails its future. */
  private <V> RedisFuture<V> call(
      Function<RedisAsyncCommands<String, byte[]>, RedisFuture<V>> command) {
    try {
      return command.apply(redis.commands());
    } catch (RedisException e) {
      return new PipelinedRedisFuture<>(CompletableFuture.failedFuture(e));
    }
  }
}
