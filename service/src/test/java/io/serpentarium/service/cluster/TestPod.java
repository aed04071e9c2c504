package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.TestSessions;
import java.time.Clock;
import java.time.Duration;

/** One pod's part of the cluster, on a Redis that several may share. */
final class TestPod {

  private static final Duration LEASE = Duration.ofSeconds(10);

  /** Bytes of a state that is kept. */
  static final int STATE_BYTES = 100;

  private final RedisLink link;
  private final Pod pod;
  private final TestSessions sessions = new TestSessions();
  private final SessionTable table;
  private final Claims claims;
  private final Lease lease;
  private final RedisStates states;

  TestPod(RedisLink link, String id) {
    this.link = link;
    pod = new Pod(id, "http://" + id);
    table = new SessionTable(link, pod, Clock.systemUTC(), RedisSealTest.seal());
    claims = new Claims(table, sessions.local(), Runnable::run);
    lease =
        new Lease(
            link, pod, LEASE, LEASE, System::nanoTime, claims::verify, others -> others.isEmpty());
    lease.require();
    states = new RedisStates(table, lease, claims, sessions.local(), STATE_BYTES);
  }

  TestSessions sessions() {
    return sessions;
  }

  SessionTable table() {
    return table;
  }

  Claims claims() {
    return claims;
  }

  RedisPlacement placement() {
    return new RedisPlacement(table, lease, claims);
  }

  RedisStates states() {
    return states;
  }

  RedisCatalogue catalogue() {
    return new RedisCatalogue(table, claims, sessions.local());
  }

  /** Takes a session that no pod has, or that a dead one had. */
  SessionTable.Taken take(String id) {
    return table.take(id, new SessionTable.TakeRights(true, 0, Long.MAX_VALUE)).orElseThrow();
  }

  /** Lets other pods take this one for dead. */
  void die() {
    var _ = link.call(connection -> connection.async().del(Keys.POD + pod.id()));
  }
}
