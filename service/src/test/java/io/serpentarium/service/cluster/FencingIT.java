package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.cluster.RedisSeal.BrokenSealException;
import io.serpentarium.service.cluster.SessionTable.Taken;
import io.serpentarium.service.cluster.SessionTable.Write;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.StateExport;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.testing.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two pods, seen by the Redis between them. */
class FencingIT {

  private static final long EVER = Long.MAX_VALUE;
  private static final SessionTable.TakeRights OF_DEAD_PODS =
      new SessionTable.TakeRights(true, 0, EVER);
  private static final SessionTable.TakeRights OF_LIVING_PODS =
      new SessionTable.TakeRights(false, 0, EVER);

  /** Of a pod that lives since after every pod's last renewal. */
  private static final SessionTable.TakeRights A_NEWCOMER =
      new SessionTable.TakeRights(true, Long.MAX_VALUE, EVER);

  private static final byte[] STATE = {1};
  private static final byte[] LATER = {2};
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration BEYOND = Duration.ofMinutes(1);

  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicInteger verifications = new AtomicInteger();
  private Predicate<Map<String, URI>> allMissRedis = Map::isEmpty;
  private final Instant now = Clock.systemUTC().instant();
  private final SessionRecord record =
      new SessionRecord(
          "ses_1",
          "local",
          now,
          now,
          Duration.ofMinutes(5),
          Limits.DEFAULT,
          0,
          Checkpoint.AFTER_EXECUTION,
          1);
  private final Pod one = new Pod("one", "http://127.0.0.1:1");
  private final Pod two = new Pod("two", "http://127.0.0.1:2");
  private RedisServer redis;
  private RedisLink link;
  private SessionTable first;
  private SessionTable second;
  private Lease lease;

  @BeforeEach
  void start() throws IOException {
    redis = RedisServer.start();
    link = RedisFixture.link(redis.url(), Duration.ofSeconds(1));
    first = new SessionTable(link, one, Clock.systemUTC(), RedisSealTest.seal());
    second = new SessionTable(link, two, Clock.systemUTC(), RedisSealTest.seal());
    lease =
        new Lease(
            link,
            one,
            LEASE,
            BEYOND,
            nanos::get,
            verifications::incrementAndGet,
            pods -> allMissRedis.test(pods));
    lease.require();
  }

  @AfterEach
  void stop() {
    if (redis != null) {
      link.close();
      redis.close();
    }
  }

  @Test
  void givesAwayNothingWhileThePodsLeaseLives() {
    assertThat(first.register(Tenant.LOCAL, record)).isTrue();
    assertThat(second.take(record.id(), OF_DEAD_PODS)).isEmpty();
    assertThat(second.forgetUnheld(record)).isFalse();
    assertThat(first.write(record, 1, Write.KEEP, out -> out.write(STATE))).isTrue();
    assertThat(second.find(record.id())).isInstanceOf(SessionLocation.There.class);
  }

  @Test
  void refusesEveryWriteOfAPodWhoseSessionWasTaken() {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.KEEP, out -> out.write(STATE));
    letTheLeaseRunOut();
    assertThat(second.find(record.id())).isInstanceOf(SessionLocation.Doubtful.class);
    assertThat(second.take(record.id(), OF_LIVING_PODS)).isEmpty();
    Taken taken = second.take(record.id(), OF_DEAD_PODS).orElseThrow();
    assertThat(taken.epoch()).isEqualTo(2);
    assertThat(taken.record()).isEqualTo(record);
    assertThat(taken.state().orElseThrow()).hasBinaryContent(STATE);
    lease.beat();
    for (Write write : Write.values()) {
      boolean written =
          EnumSet.of(Write.KEEP, Write.RELEASE).contains(write)
              ? first.write(record, 1, write, out -> out.write(LATER))
              : first.write(record, 1, write);
      assertThat(written).as(write.name()).isFalse();
    }
    assertThat(second.write(record, 2, Write.RELEASE, out -> out.write(LATER))).isTrue();
    assertThat(first.take(record.id(), OF_LIVING_PODS).orElseThrow().epoch()).isEqualTo(3);
    assertThat(second.write(record, 2, Write.KEEP, out -> out.write(STATE))).isFalse();
  }

  @Test
  void goesOnWithNoStateThatNoPodHasKeptForTheSession() {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.RELEASE, out -> out.write(STATE));
    byte[] kept = link.call(connection -> connection.async().get(Keys.STATE + record.id()));
    assertThat(kept).hasSizeGreaterThan(STATE.length);
    for (byte[] planted : List.of(STATE, new byte[99], flipped(kept), ofAnEpoch(2, kept))) {
      link.call(connection -> connection.async().set(Keys.STATE + record.id(), planted));
      assertThatThrownBy(() -> second.take(record.id(), OF_LIVING_PODS))
          .isInstanceOf(SessionLostException.class);
    }
    link.call(connection -> connection.async().set(Keys.STATE + record.id(), kept));
    requireTaken(second, STATE);
  }

  @Test
  void takesLargeStatesPartByPart() throws IOException {
    first.register(Tenant.LOCAL, record);
    byte[] large = random(5 * StagedValue.PART_BYTES + 7);
    assertThat(first.write(record, 1, Write.RELEASE, out -> out.write(large))).isTrue();
    assertThat(stagedValues()).isEmpty();
    requireTaken(second, large);
  }

  @Test
  void leavesTheStateBeforeWhereALaterOneIsNotWrittenToItsEnd() throws IOException {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.KEEP, out -> out.write(STATE));
    byte[] large = random(2 * StagedValue.PART_BYTES);
    StateExport broken =
        out -> {
          out.write(large);
          throw new SessionLostException();
        };
    assertThatThrownBy(() -> first.write(record, 1, Write.RELEASE, broken))
        .isInstanceOf(SessionLostException.class);
    StateExport forgotten =
        out -> {
          out.write(large);
          stagedValues().forEach(key -> link.call(redis -> redis.async().del(key)));
          out.write(large);
        };
    assertThatThrownBy(() -> first.write(record, 1, Write.RELEASE, forgotten))
        .isInstanceOf(DirectoryAwayException.class);
    assertThat(stagedValues()).isEmpty();
    first.write(record, 1, Write.FREE);
    requireTaken(second, STATE);
  }

  @Test
  void writesNoLargeStateOfASessionThatWasTakenMeanwhile() throws IOException {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.RELEASE, out -> out.write(STATE));
    byte[] large = random(2 * StagedValue.PART_BYTES);
    StateExport slow =
        out -> {
          out.write(large);
          assertThat(second.take(record.id(), OF_LIVING_PODS)).isPresent();
        };
    assertThat(first.write(record, 1, Write.KEEP, slow)).isFalse();
    assertThat(stagedValues()).isEmpty();
    second.write(record, 2, Write.FREE);
    requireTaken(first, STATE);
  }

  @Test
  void tellsReadersOfALargeStateThatItWasChangedOrCut() throws IOException {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.RELEASE, out -> out.write(random(4 * StagedValue.PART_BYTES)));
    String key = Keys.STATE + record.id();
    byte[] kept = link.call(redis -> redis.async().get(key));
    for (byte[] planted : List.of(flipped(kept), Arrays.copyOf(kept, kept.length / 2))) {
      link.call(redis -> redis.async().set(key, planted));
      Taken taken = second.take(record.id(), OF_LIVING_PODS).orElseThrow();
      InputStream state = taken.state().orElseThrow();
      assertThatThrownBy(state::readAllBytes).isInstanceOf(BrokenSealException.class);
      assertThat(second.unusable(record, taken.epoch(), new BrokenSealException("changed")))
          .isInstanceOf(SessionLostException.class);
      assertThat(second.unusable(record, taken.epoch(), new BrokenSealException("changed")))
          .as("it is nobody's by now")
          .isInstanceOf(SessionMovedException.class);
    }
  }

  /** Takes the session, which has just this state. */
  private void requireTaken(SessionTable by, byte[] state) {
    Taken taken = by.take(record.id(), OF_LIVING_PODS).orElseThrow();
    assertThat(taken.state().orElseThrow()).hasBinaryContent(state);
  }

  private List<String> stagedValues() {
    return link.call(redis -> redis.async().keys(Keys.STAGED + "*"));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] flipped(byte[] kept) {
    byte[] flipped = kept.clone();
    flipped[flipped.length - 1] ^= 1;
    return flipped;
  }

  private static byte[] ofAnEpoch(long epoch, byte[] kept) {
    return ByteBuffer.wrap(kept.clone()).putLong(epoch).array();
  }

  @Test
  void givesNoTenantTheStateOfAnother() {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.RELEASE, out -> out.write(STATE));
    String json = new String(RecordJson.write(record), StandardCharsets.UTF_8);
    byte[] forged = json.replace("local", "mallory").getBytes(StandardCharsets.UTF_8);
    link.call(connection -> connection.async().hset(Keys.SESSION + record.id(), "record", forged));
    assertThatThrownBy(() -> second.take(record.id(), OF_LIVING_PODS))
        .isInstanceOf(SessionLostException.class);
  }

  @Test
  void losesASessionWithoutAStateForGood() {
    first.register(Tenant.LOCAL, record);
    letTheLeaseRunOut();
    assertThat(second.take(record.id(), OF_DEAD_PODS).orElseThrow().state()).isEmpty();
    lease.beat();
    assertThat(first.write(record, 1, Write.KEEP, out -> out.write(STATE))).isFalse();
    assertThat(second.forgetUnheld(record)).isTrue();
    assertThat(second.find(record.id())).isInstanceOf(SessionLocation.Unknown.class);
  }

  @Test
  void verifiesOnlyAfterTheLeaseHadRunOut() {
    assertThat(verifications).hasValue(1);
    nanos.addAndGet(LEASE.toNanos() / 2);
    assertThat(lease.isGood()).isTrue();
    lease.beat();
    assertThat(verifications).hasValue(1);
    letTheLeaseRunOut();
    nanos.addAndGet(LEASE.toNanos());
    assertThat(lease.isGood()).isFalse();
    lease.require();
    assertThat(verifications).hasValue(2);
    assertThat(lease.isSettled()).isFalse();
    renewForALease();
    assertThat(lease.isSettled()).isTrue();
  }

  @Test
  void goesOnWithoutRedisOnlyAsLongAsItHasLookedForIt() {
    redis.close();
    nanos.addAndGet(LEASE.toNanos() / 2);
    lease.beat();
    nanos.addAndGet(LEASE.toNanos() * 2 / 3);
    lease.beat();
    assertThat(lease.isGood()).isTrue();
    assertThat(lease.isSettled()).isFalse();
    nanos.addAndGet(LEASE.toNanos() * 2);
    assertThat(lease.isGood()).isFalse();
    assertThatThrownBy(lease::require).isInstanceOf(DirectoryAwayException.class);
    nanos.addAndGet(LEASE.toNanos() / 2);
    lease.beat();
    assertThat(lease.isGood()).isFalse();
    assertThatThrownBy(() -> first.register(Tenant.LOCAL, record))
        .isInstanceOf(DirectoryAwayException.class);
  }

  @Test
  void doesNothingWhileAnotherPodSeesRedis() {
    allMissRedis = pods -> false;
    redis.close();
    lease.beat();
    assertThat(lease.isGood()).isFalse();
    assertThatThrownBy(lease::require).isInstanceOf(DirectoryAwayException.class);
  }

  @Test
  void asksThePodsThatItKnowsOf() {
    Lease other = new Lease(link, two, LEASE, BEYOND, nanos::get, () -> {}, Map::isEmpty);
    other.require();
    lease.beat();
    allMissRedis = pods -> pods.equals(Map.of(two.id(), URI.create(two.address())));
    redis.close();
    lease.beat();
    assertThat(lease.isWitnessed()).isTrue();
    assertThat(lease.isGood()).isTrue();
  }

  @Test
  void goesOnWithoutRedisOnlySoLong() {
    redis.close();
    lease.beat();
    Duration gone = Duration.ZERO;
    while (lease.isGood()) {
      nanos.addAndGet(LEASE.toNanos() / 2);
      gone = gone.plus(LEASE.dividedBy(2));
      lease.beat();
    }
    assertThat(gone).isBetween(BEYOND, BEYOND.plus(LEASE));
  }

  @Test
  void takesNothingForALeaseAfterItHasSaidThatItMissesRedis() {
    renewForALease();
    assertThat(lease.missesRedis().block()).isFalse();
    assertThat(lease.isSettled()).isTrue();
    redis.process().pause();
    assertThatThrownBy(() -> first.find(record.id())).isInstanceOf(DirectoryAwayException.class);
    assertThat(lease.missesRedis().block()).isTrue();
    redis.process().resume();
    lease.beat();
    assertThat(lease.missesRedis().block()).isFalse();
    assertThat(lease.isSettled()).isFalse();
    renewForALease();
    assertThat(lease.isSettled()).isTrue();
  }

  @Test
  void takesNothingOfADeadPodThatCannotHaveKnownTheTaker() {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.KEEP, out -> out.write(STATE));
    letTheLeaseRunOut();
    assertThat(second.take(record.id(), A_NEWCOMER)).isEmpty();
    link.call(connection -> connection.async().del(Keys.RENEWED + one.id()));
    assertThat(second.take(record.id(), A_NEWCOMER)).isPresent();
  }

  @Test
  void takesOfADeadPodWhoseAddressItHas() {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.KEEP, out -> out.write(STATE));
    letTheLeaseRunOut();
    SessionTable inItsPlace =
        new SessionTable(
            link, new Pod("three", one.address()), Clock.systemUTC(), RedisSealTest.seal());
    assertThat(inItsPlace.take(record.id(), A_NEWCOMER)).isPresent();
  }

  @Test
  void takesNothingOnceNobodyWaitsForIt() {
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.RELEASE, out -> out.write(STATE));
    redis.process().pause();
    assertThatThrownBy(() -> second.take(record.id(), lease.takeRights()))
        .isInstanceOf(DirectoryAwayException.class);
    redis.process().resume();
    lease.beat();
    assertThat(second.take(record.id(), OF_LIVING_PODS).orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void takesUntilTheTimeThatItWaitsForRedis() {
    Duration time = Duration.ofMillis(lease.takeRights().until());
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(Duration.ofMillis(lease.takeRights().until())).isEqualTo(time.plusSeconds(3));
  }

  @Test
  void countsItsLifeFromWhenItsLeaseWasNotThere() {
    long since = lease.takeRights().since();
    assertThat(since).isPositive();
    lease.beat();
    assertThat(lease.takeRights().since()).isEqualTo(since);
    letTheLeaseRunOut();
    lease.beat();
    assertThat(lease.takeRights().since()).isGreaterThanOrEqualTo(since);
    assertThat(lease.isSettled()).isFalse();
  }

  @Test
  void wakesASessionNoMoreWithWhichTwoPodsDied() {
    SessionTable third = table("three");
    SessionTable fourth = table("four");
    first.register(Tenant.LOCAL, record);
    first.write(record, 1, Write.KEEP, out -> out.write(STATE));
    letTheLeaseRunOut();
    assertThat(second.take(record.id(), OF_DEAD_PODS)).isPresent();
    assertThat(second.write(record, 2, Write.KEEP, out -> out.write(STATE))).isTrue();
    assertThat(third.take(record.id(), OF_DEAD_PODS)).as("it has been kept since").isPresent();
    assertThat(third.write(record, 3, Write.TOUCH)).isTrue();
    assertThatThrownBy(() -> fourth.take(record.id(), OF_DEAD_PODS))
        .isInstanceOf(SessionLostException.class);
    assertThatThrownBy(() -> second.take(record.id(), OF_DEAD_PODS))
        .isInstanceOf(SessionLostException.class);
    assertThat(fourth.forgetUnheld(record)).isTrue();
  }

  private SessionTable table(String pod) {
    return new SessionTable(
        link, new Pod(pod, "http://" + pod), Clock.systemUTC(), RedisSealTest.seal());
  }

  private void renewForALease() {
    for (int i = 0; i < 2; i++) {
      nanos.addAndGet(LEASE.toNanos() / 2);
      lease.beat();
    }
  }

  private void letTheLeaseRunOut() {
    link.call(connection -> connection.async().del(Keys.POD + one.id()));
  }
}
