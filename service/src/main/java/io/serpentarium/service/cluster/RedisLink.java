package io.serpentarium.service.cluster;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.serpentarium.service.core.session.DirectoryAwayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The one connection to Redis. Once a command has found Redis away, all others fail immediately,
 * until a {@linkplain #probe probe} finds it back. Thread-safe.
 */
final class RedisLink implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

  private final RedisClient client;
  private final RedisURI uri;
  private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;
  private volatile boolean away = true;
  private CompletableFuture<StatefulRedisConnection<String, byte[]>> attempt =
      CompletableFuture.failedFuture(new RedisException("not connected"));

  /**
   * @param client a client that does not reconnect by itself; closed with this
   */
  RedisLink(RedisClient client, RedisURI uri) {
    this.client = client;
    this.uri = uri;
  }

  /**
   * Runs a script; blocks.
   *
   * @param arguments texts, numbers, or bytes
   * @throws DirectoryAwayException if Redis does not answer
   */
  List<Object> run(LuaScript script, List<String> keys, Object... arguments) {
    return call(redis -> eval(redis, script, keys, arguments));
  }

  /** Calls Redis; blocks, and throws as {@link #run} does. */
  <T> T call(Function<StatefulRedisConnection<String, byte[]>, CompletionStage<T>> use) {
    requireThere();
    return attempt(use);
  }

  /** Runs a script even when Redis was found away; blocks, and throws as {@link #run} does. */
  List<Object> probe(LuaScript script, List<String> keys, Object... arguments) {
    List<Object> answer = attempt(redis -> eval(redis, script, keys, arguments));
    if (away) {
      log.info("Redis available");
      away = false;
    }
    return answer;
  }

  /** Runs a script now, without waiting. Fails with {@link DirectoryAwayException}. */
  CompletionStage<List<Object>> send(LuaScript script, List<String> keys, Object... arguments) {
    return send(redis -> eval(redis, script, keys, arguments));
  }

  /** Calls Redis now, without waiting. Fails with {@link DirectoryAwayException}. */
  <T> CompletionStage<T> send(
      Function<StatefulRedisConnection<String, byte[]>, CompletionStage<T>> use) {
    try {
      requireThere();
      return use.apply(open())
          .exceptionallyCompose(failure -> CompletableFuture.failedStage(failed(cause(failure))));
    } catch (DirectoryAwayException e) {
      return CompletableFuture.failedStage(e);
    } catch (RedisException e) {
      return CompletableFuture.failedStage(failed(e));
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Runs a script. Fails with {@link DirectoryAwayException}. */
  Mono<List<Object>> runLater(LuaScript script, List<String> keys, Object... arguments) {
    return later(redis -> eval(redis, script, keys, arguments));
  }

  /** Calls Redis. Fails with {@link DirectoryAwayException}. */
  <T> Mono<T> later(Function<StatefulRedisConnection<String, byte[]>, CompletionStage<T>> use) {
    return Mono.defer(
            () -> {
              requireThere();
              return Mono.fromCompletionStage(use.apply(open()));
            })
        .onErrorMap(RedisLink::isOfRedis, this::failed);
  }

  /**
   * The commands of the connection that there is.
   *
   * @throws RedisException if there is none
   */
  RedisAsyncCommands<String, byte[]> commands() {
    return open().async();
  }

  /** Returns whether Redis does not answer now. */
  Mono<Boolean> misses() {
    return later(redis -> redis.async().ping())
        .map(pong -> false)
        .onErrorReturn(DirectoryAwayException.class, true);
  }

  /** Returns whether the last command found Redis away. */
  boolean isAway() {
    return away;
  }

  /** Returns the timeout of one command. */
  Duration timeout() {
    return uri.getTimeout();
  }

  @Override
  public void close() {
    client.shutdown();
  }

  private void requireThere() {
    if (away) {
      throw new DirectoryAwayException("Redis is away");
    }
  }

  private <T> T attempt(Function<StatefulRedisConnection<String, byte[]>, CompletionStage<T>> use) {
    try {
      return use.apply(connected()).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw failed(cause(e));
    } catch (RedisException e) {
      throw failed(e);
    }
  }

  private static boolean isOfRedis(Throwable failure) {
    return failure instanceof RedisException || failure instanceof IOException;
  }

  /** Redis that refuses a command is there, though nothing can be done with it. */
  private DirectoryAwayException failed(Throwable failure) {
    if (!away) {
      log.warn("Redis unavailable: {}", failure.toString());
      away = !(failure instanceof RedisCommandExecutionException);
    }
    return new DirectoryAwayException(failure);
  }

  /** Returns the open connection, without blocking, even while another thread connects. */
  private StatefulRedisConnection<String, byte[]> open() {
    StatefulRedisConnection<String, byte[]> present = connection;
    if (present == null || !present.isOpen()) {
      throw new RedisException("not connected");
    }
    return present;
  }

  private StatefulRedisConnection<String, byte[]> connected() {
    StatefulRedisConnection<String, byte[]> present = connection;
    return present != null && present.isOpen() ? present : connecting().join();
  }

  /** The attempt to connect that is under way, or another one; waits for nothing. */
  private synchronized CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting() {
    if (!attempt.isDone()) {
      return attempt;
    }
    StatefulRedisConnection<String, byte[]> present = connection;
    if (present != null && present.isOpen()) {
      return CompletableFuture.completedFuture(present);
    }
    if (present != null) {
      var _ = present.closeAsync();
    }
    attempt =
        client
            .connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri)
            .thenApply(
                made -> {
                  connection = made;
                  return made;
                })
            .toCompletableFuture();
    return attempt;
  }

  private static CompletionStage<List<Object>> eval(
      StatefulRedisConnection<String, byte[]> redis,
      LuaScript script,
      List<String> keys,
      Object... arguments) {
    byte[][] values = new byte[arguments.length][];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          arguments[i] instanceof byte[] bytes
              ? bytes
              : arguments[i].toString().getBytes(StandardCharsets.UTF_8);
    }
    return redis
        .async()
        .eval(script.text(), ScriptOutputType.MULTI, keys.toArray(String[]::new), values);
  }
}
