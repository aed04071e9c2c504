package io.serpentarium.service.testing;

import java.io.IOException;
import java.util.List;

/** A Redis and some pods that work as one by it, each in a process of its own. */
public final class Pods implements AutoCloseable {

  private final RedisServer redis;
  private final List<ServiceProcess> pods;

  private Pods(RedisServer redis, List<ServiceProcess> pods) {
    this.redis = redis;
    this.pods = pods;
  }

  /**
   * Starts them and gives them when all are ready; skips the test as {@link RedisServer#start}
   * does.
   *
   * @param settings of all pods, such as {@code --serpentarium.cluster.lease=3s}
   */
  public static Pods start(int count, String... settings) throws IOException {
    RedisServer redis = RedisServer.start();
    return new Pods(redis, ServiceProcess.start(redis, count, settings));
  }

  /** One of them, from 0 on. */
  public ServiceProcess get(int i) {
    return pods.get(i);
  }

  /** The Redis. */
  public RedisServer redis() {
    return redis;
  }

  @Override
  public void close() {
    pods.forEach(ServiceProcess::close);
    redis.close();
  }
}
