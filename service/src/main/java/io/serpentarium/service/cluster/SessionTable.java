package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.cluster.RedisSeal.BrokenSealException;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.StateExport;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The sessions of all pods, as Redis has them. Every write of a pod carries its epoch, and is
 * refused when another pod has taken the session since. States are sealed: for their session, its
 * tenant, and the epoch of the pod that kept them. Blocks and throws as {@link RedisLink} does.
 */
final class SessionTable {

  /**
   * The time after which an unused session is forgotten although its pod has it: longer than any
   * execution.
   */
  private static final Duration UNHEARD = Duration.ofHours(1);

  private static final byte[] NOTHING = {};

  private static final Logger log = LoggerFactory.getLogger(SessionTable.class);

  private final RedisLink redis;
  private final Pod pod;
  private final Clock clock;
  private final RedisSeal seal;

  SessionTable(RedisLink redis, Pod pod, Clock clock, RedisSeal seal) {
    this.redis = redis;
    this.pod = pod;
    this.clock = clock;
    this.seal = seal;
  }

  /** The effect of a write on the stored state. */
  enum Write {
    /** Leaves it. */
    TOUCH,
    /** Replaces it. */
    KEEP,
    /** Deletes it. */
    DROP,
    /** Leaves it, and hands the session over. */
    FREE,
    /** Replaces it, and hands the session over. */
    RELEASE;

    private boolean handsOver() {
      return this == FREE || this == RELEASE;
    }
  }

  /**
   * A session that was taken; without a state it is lost. The state is read when it is needed,
   * which throws {@link BrokenSealException} where no pod has kept what is there.
   */
  record Taken(long epoch, SessionRecord record, Optional<InputStream> state) {}

  /**
   * A session in a list; {@code pod} is empty if none has it, {@code kept} false without a state.
   */
  record Listed(String id, SessionRecord record, String pod, boolean kept) {}

  /** Makes a new session known, with epoch 1; false when the tenant has as many as it may. */
  boolean register(Tenant tenant, SessionRecord record) {
    List<Object> reply =
        redis.run(
            LuaScript.REGISTER,
            List.of(session(record), index(record), expiry(record), states(record)),
            record.id(),
            pod.id(),
            1,
            pod.address(),
            RecordJson.write(record),
            ttl(record),
            rank(record.createdAt()),
            forgottenAt(record),
            clock.millis(),
            tenant.quotas().sessions());
    return Replies.isTrue(reply, 0);
  }

  /** Returns whether a session is still this pod's; registers it again if Redis has lost it. */
  boolean verify(SessionRecord record, long epoch) {
    List<Object> reply =
        redis.run(
            LuaScript.VERIFY,
            List.of(session(record), index(record), expiry(record)),
            record.id(),
            pod.id(),
            epoch,
            pod.address(),
            RecordJson.write(record),
            ttl(record),
            rank(record.createdAt()),
            forgottenAt(record));
    return Replies.isTrue(reply, 0);
  }

  /**
   * Writes, without a state; false when the session is another pod's by now.
   *
   * @param write one that does not replace the state
   */
  boolean write(SessionRecord record, long epoch, Write write) {
    return write(record, epoch, write, "", 0, NOTHING);
  }

  /**
   * Replaces the state; false when the session is another pod's by now. What the export throws is
   * passed on, and nothing is written then.
   *
   * @param write one that replaces the state
   */
  boolean write(SessionRecord record, long epoch, Write write, StateExport state) {
    return StagedValue.write(
        redis,
        out -> {
          out.write(ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
          OutputStream sealing = seal.seal(out, place(record, epoch));
          state.writeTo(sealing);
          sealing.close();
        },
        staged -> write(record, epoch, write, staged.key(), staged.sentBytes(), staged.lastPart()));
  }

  private boolean write(
      SessionRecord record, long epoch, Write write, String staged, long sentBytes, byte[] last) {
    long ttl = write.handsOver() ? Math.max(1, left(record).toMillis()) : ttl(record);
    List<Object> reply =
        redis.run(
            LuaScript.KEEP,
            List.of(
                session(record), Keys.STATE + record.id(), expiry(record), states(record), staged),
            record.id(),
            pod.id(),
            epoch,
            RecordJson.write(record),
            ttl,
            clock.millis() + ttl,
            write.name().toLowerCase(Locale.ROOT),
            sentBytes,
            last);
    return switch ((int) Replies.number(reply, 0)) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new DirectoryAwayException("Redis has forgotten parts of the state");
    };
  }

  /** Ends a session of this pod. */
  void forget(Claim claim) {
    var _ = forget(claim.id(), claim.tenantId(), Long.toString(claim.epoch()));
  }

  /** Ends a session that no living pod has, and gives whether there was one. */
  boolean forgetUnheld(SessionRecord record) {
    return forget(record.id(), record.tenantId(), "");
  }

  private boolean forget(String id, String tenantId, String epoch) {
    List<Object> reply =
        redis.run(
            LuaScript.FORGET,
            List.of(
                Keys.SESSION + id,
                Keys.STATE + id,
                Keys.index(tenantId),
                Keys.expiry(tenantId),
                Keys.states(tenantId)),
            id,
            pod.id(),
            epoch,
            Keys.POD);
    return Replies.isTrue(reply, 0);
  }

  /**
   * Takes a session for this pod.
   *
   * @return empty when another pod has it, there is none, or Redis comes to it too late
   * @throws SessionLostException if the last two pods that had it died before they could keep
   *     anything of it, or when no pod has kept the state that is there; that stays, and the
   *     session is nobody's again
   */
  Optional<Taken> take(String id, TakeRights rights) {
    List<Object> reply =
        redis.run(
            LuaScript.TAKE,
            List.of(Keys.SESSION + id, Keys.STATE + id),
            pod.id(),
            pod.address(),
            Keys.POD,
            rights.fromDead() ? 1 : 0,
            Keys.RENEWED,
            rights.since(),
            rights.until(),
            StagedValue.PART_BYTES);
    if (Replies.text(reply, 0).equals("quarantined")) {
      log.warn("Session {} is not opened again: two pods died with it", id);
      throw new SessionLostException();
    }
    if (!Replies.text(reply, 0).equals("taken")) {
      return Optional.empty();
    }
    long epoch = Replies.number(reply, 1);
    SessionRecord record = RecordJson.read(Replies.bytes(reply, 2));
    return Optional.of(
        new Taken(
            epoch,
            record,
            reply.size() > 3
                ? Optional.of(opened(record, epoch, Replies.bytes(reply, 3)))
                : Optional.empty()));
  }

  private InputStream opened(SessionRecord record, long epoch, byte[] first) {
    try {
      InputStream kept = new StoredValue(redis, Keys.STATE + record.id(), first);
      byte[] head = kept.readNBytes(Long.BYTES);
      if (head.length < Long.BYTES) {
        throw new BrokenSealException("it is too short");
      }
      return seal.open(kept, place(record, ByteBuffer.wrap(head).getLong()));
    } catch (BrokenSealException e) {
      throw unusable(record, epoch, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Hands over a session whose state is not one that a pod has kept, and returns what its reader
   * fails with.
   */
  RuntimeException unusable(SessionRecord record, long epoch, BrokenSealException e) {
    if (!write(record, epoch, Write.FREE)) {
      return new SessionMovedException();
    }
    log.error("Ignoring the stored state of session {}: {}", record.id(), e.getMessage());
    return new SessionLostException();
  }

  private static String[] place(SessionRecord record, long epoch) {
    return new String[] {"state", record.id(), record.tenantId(), Long.toString(epoch)};
  }

  /** Returns where a session is that this pod has not. */
  Mono<SessionLocation> locate(String id) {
    return redis
        .runLater(LuaScript.FIND, List.of(Keys.SESSION + id, Keys.STATE + id), Keys.POD)
        .map(this::location);
  }

  /** Returns where a session is that this pod has not; blocks. */
  SessionLocation find(String id) {
    return location(
        redis.run(LuaScript.FIND, List.of(Keys.SESSION + id, Keys.STATE + id), Keys.POD));
  }

  /** A tenant's sessions from a moment of creation on, by that and their ids. */
  List<Listed> list(Tenant tenant, Instant from, int limit) {
    List<Object> reply =
        redis.run(
            LuaScript.LIST,
            List.of(Keys.index(tenant.id()), Keys.expiry(tenant.id())),
            rank(from),
            limit,
            Keys.SESSION,
            Keys.STATE);
    List<Listed> listed = new ArrayList<>();
    for (int i = 0; i < reply.size(); i += 4) {
      SessionRecord record = RecordJson.read(Replies.bytes(reply, i + 1));
      if (left(record).isPositive()) {
        listed.add(
            new Listed(
                record.id(), record, Replies.text(reply, i + 2), Replies.isTrue(reply, i + 3)));
      }
    }
    return listed;
  }

  /** Returns the number of bytes stored for the states of a tenant's sessions. */
  long stateBytes(String tenantId) {
    List<Object> reply =
        redis.run(
            LuaScript.STORED_STATES,
            List.of(Keys.states(tenantId), Keys.index(tenantId), Keys.expiry(tenantId)),
            clock.millis());
    return Replies.number(reply, 0);
  }

  /** Microseconds, which fit into a sorted set's scores. */
  static long rank(Instant createdAt) {
    return createdAt.getEpochSecond() * 1_000_000 + createdAt.getNano() / 1_000;
  }

  private SessionLocation location(List<Object> reply) {
    if (reply.isEmpty()) {
      return new SessionLocation.Unknown();
    }
    SessionRecord record = RecordJson.read(Replies.bytes(reply, 0));
    String owner = Replies.text(reply, 1);
    URI address = URI.create(Replies.text(reply, 2));
    SessionLocation.Free free = new SessionLocation.Free(record, Replies.isTrue(reply, 4));
    boolean unheld = owner.isEmpty() || owner.equals(pod.id());
    if (!unheld && Replies.isTrue(reply, 3)) {
      return new SessionLocation.There(address, Optional.of(owner));
    }
    if (!left(record).isPositive()) {
      return new SessionLocation.Unknown();
    }
    return unheld ? free : new SessionLocation.Doubtful(owner, address, free);
  }

  private Duration left(SessionRecord record) {
    return Duration.between(clock.instant(), record.expiresAt());
  }

  private long ttl(SessionRecord record) {
    return Math.max(0, left(record).toMillis()) + UNHEARD.toMillis();
  }

  private long forgottenAt(SessionRecord record) {
    return clock.millis() + ttl(record);
  }

  private static String session(SessionRecord record) {
    return Keys.SESSION + record.id();
  }

  private static String index(SessionRecord record) {
    return Keys.index(record.tenantId());
  }

  private static String states(SessionRecord record) {
    return Keys.states(record.tenantId());
  }

  private static String expiry(SessionRecord record) {
    return Keys.expiry(record.tenantId());
  }

  /**
   * The right to take sessions of other pods.
   *
   * @param fromDead whether sessions of pods whose lease has run out may be taken, too
   * @param since the time since which this pod lives without a gap, in milliseconds of Redis's
   *     clock
   * @param until the time until which Redis may carry out the request, in the same milliseconds:
   *     the pod waits no longer
   */
  record TakeRights(boolean fromDead, long since, long until) {}
}
