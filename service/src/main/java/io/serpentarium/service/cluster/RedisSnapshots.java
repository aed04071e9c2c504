package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.service.cluster.RedisSeal.BrokenSealException;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.session.DirectoryAwayException;
import io.serpentarium.service.core.session.StateKeeper;
import io.serpentarium.service.core.snapshot.KeptSnapshot;
import io.serpentarium.service.core.snapshot.SnapshotInfo;
import io.serpentarium.service.core.snapshot.SnapshotPolicy;
import io.serpentarium.service.core.snapshot.SnapshotStore;
import io.serpentarium.service.core.tenancy.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Snapshots in Redis, where every pod finds them; the policy holds for all pods together. All but
 * {@link #bytes} fail with {@link DirectoryAwayException} as well. While one is on its way {@link
 * StateKeeper#TRANSFER_BYTES} of heap count for its tenant, and {@link #add} and {@link #find}
 * throw as {@link HeapHolding#acquire} does. What is kept is sealed for its id and its tenant.
 */
final class RedisSnapshots implements SnapshotStore {

  private static final Logger log = LoggerFactory.getLogger(RedisSnapshots.class);

  private final RedisLink redis;
  private final RedisSeal seal;
  private final Sandbox sandbox;
  private final SnapshotPolicy policy;
  private final Sharing sharing;
  private final Ledger ledger;
  private final SeenBytes seen = new SeenBytes();

  RedisSnapshots(
      RedisLink redis,
      RedisSeal seal,
      Sandbox sandbox,
      SnapshotPolicy policy,
      Sharing sharing,
      Ledger ledger) {
    this.redis = redis;
    this.seal = seal;
    this.sandbox = sandbox;
    this.policy = policy;
    this.sharing = sharing;
    this.ledger = ledger;
  }

  @Override
  public void requirePlace(Tenant tenant) {
    List<Object> reply =
        redis.run(
            LuaScript.ADD_SNAPSHOT,
            List.of("", Keys.SNAPSHOTS, Keys.snapshots(tenant.id()), "", ""),
            "",
            1,
            policy.maximum(),
            policy.totalBytes(),
            share(policy.maximum()),
            share(policy.totalBytes()));
    require(reply);
  }

  @Override
  public KeptSnapshot add(KeptSnapshot snapshot) {
    try (HeapHolding holding = ledger.open(snapshot.owner(), Owner.TRANSFER)) {
      holding.acquire(StateKeeper.TRANSFER_BYTES);
      return StagedValue.write(
          redis, out -> write(snapshot, out), content -> added(snapshot, content));
    }
  }

  private void write(KeptSnapshot snapshot, OutputStream out) throws IOException {
    OutputStream sealing = seal.seal(out, place(snapshot.owner(), snapshot.info().id()));
    snapshot.state().export(sealing);
    sealing.close();
  }

  private KeptSnapshot added(KeptSnapshot snapshot, StagedValue content) {
    SnapshotInfo info = snapshot.info();
    List<Object> reply =
        redis.run(
            LuaScript.ADD_SNAPSHOT,
            Stream.concat(keys(snapshot.owner(), info.id()).stream(), Stream.of(content.key()))
                .toList(),
            info.id(),
            info.sizeBytes(),
            policy.maximum(),
            policy.totalBytes(),
            share(policy.maximum()),
            share(policy.totalBytes()),
            describe(snapshot.owner().id(), info),
            content.sentBytes(),
            content.lastPart());
    require(reply);
    return snapshot;
  }

  @Override
  public SnapshotInfo info(Tenant tenant, String id) {
    byte[] description = redis.call(connection -> connection.async().get(Keys.SNAPSHOT + id));
    if (description == null) {
      throw new ServiceFailure(FailureCode.SNAPSHOT_NOT_FOUND);
    }
    JsonNode json = JsonMapper.shared().readTree(description);
    if (!json.required("tenant").stringValue().equals(tenant.id())) {
      throw new ServiceFailure(FailureCode.SNAPSHOT_NOT_FOUND);
    }
    return new SnapshotInfo(
        id,
        json.path("session").stringValue(null),
        json.required("size_bytes").longValue(),
        Instant.parse(json.required("created_at").stringValue()));
  }

  /**
   * Finds a snapshot; fails with {@link FailureCode#SNAPSHOT_INVALID} as well, if no pod has stored
   * the bytes read.
   */
  @Override
  public Snapshot find(Tenant tenant, String id) {
    info(tenant, id);
    try (HeapHolding holding = ledger.open(tenant, Owner.TRANSFER)) {
      holding.acquire(StateKeeper.TRANSFER_BYTES);
      return sandbox.importSnapshot(
          seal.open(content(id), place(tenant, id)),
          SnapshotImport.ofAnybody().withAccount(ledger.account(tenant)).withOwner(tenant.id()));
    } catch (BrokenSealException e) {
      log.error("Ignoring stored snapshot {}: {}", id, e.getMessage());
      throw new ServiceFailure(FailureCode.SNAPSHOT_INVALID, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream content(String id) {
    String key = Keys.SNAPSHOT_CONTENT + id;
    byte[] first =
        redis.call(connection -> connection.async().getrange(key, 0, StagedValue.PART_BYTES - 1));
    if (first.length == 0) {
      throw new ServiceFailure(FailureCode.SNAPSHOT_NOT_FOUND);
    }
    return new StoredValue(redis, key, first);
  }

  @Override
  public void remove(Tenant tenant, String id) {
    List<Object> reply = redis.run(LuaScript.REMOVE_SNAPSHOT, keys(tenant, id), id);
    if (!Replies.isTrue(reply, 0)) {
      throw new ServiceFailure(FailureCode.SNAPSHOT_NOT_FOUND);
    }
  }

  /** Returns the tenant's bytes as {@link SeenBytes} has them. */
  @Override
  public long bytes(Tenant tenant) {
    return seen.of(tenant.id(), this::bytesNow);
  }

  private long bytesNow(String tenantId) {
    List<byte[]> sizes =
        redis.call(connection -> connection.async().hvals(Keys.snapshots(tenantId)));
    return sizes.stream().mapToLong(Replies::parse).sum();
  }

  private static List<String> keys(Tenant tenant, String id) {
    return List.of(
        Keys.SNAPSHOT + id,
        Keys.SNAPSHOTS,
        Keys.snapshots(tenant.id()),
        Keys.SNAPSHOT_CONTENT + id);
  }

  /** Returns the most that one tenant may have, so that some is left for others. */
  private long share(long all) {
    return sharing.betweenTenants() ? all - Math.max(1, all / 4) : all;
  }

  private void require(List<Object> reply) {
    switch ((int) Replies.number(reply, 0)) {
      case 0 -> throw new ServiceFailure(FailureCode.STORAGE_FULL);
      case 1 -> {}
      case 3 -> throw new DirectoryAwayException("Redis has forgotten parts of the snapshot");
      default ->
          throw new QuotaExceededException(
              Allowance.exhausted(Quota.SNAPSHOTS, share(policy.maximum())));
    }
  }

  private static byte[] describe(String tenantId, SnapshotInfo info) {
    return JsonMapper.shared()
        .writeValueAsBytes(
            JsonMapper.shared()
                .createObjectNode()
                .put("tenant", tenantId)
                .put("session", info.sessionId())
                .put("size_bytes", info.sizeBytes())
                .put("created_at", info.createdAt().toString()));
  }

  private static String[] place(Tenant owner, String id) {
    return new String[] {"snapshot", id, owner.id()};
  }
}
