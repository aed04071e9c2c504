package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.session.DirectoryAwayException;
import io.serpentarium.service.session.KeptSnapshot;
import io.serpentarium.service.session.SnapshotInfo;
import io.serpentarium.service.session.SnapshotNotFoundException;
import io.serpentarium.service.session.SnapshotPolicy;
import io.serpentarium.service.session.SnapshotStore;
import io.serpentarium.service.session.SnapshotsFullException;
import io.serpentarium.service.tenancy.Tenant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Snapshots in Redis, where every pod finds them; the policy holds for all pods together. All but
 * {@link #bytes} fail with {@link DirectoryAwayException} as well.
 */
final class RedisSnapshots implements SnapshotStore {

  private final RedisLink redis;
  private final Sandbox sandbox;
  private final SnapshotPolicy policy;
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  RedisSnapshots(RedisLink redis, Sandbox sandbox, SnapshotPolicy policy) {
    this.redis = redis;
    this.sandbox = sandbox;
    this.policy = policy;
  }

  @Override
  public void requirePlace() {
    List<Object> reply =
        redis.run(
            LuaScript.ADD_SNAPSHOT,
            List.of("", Keys.SNAPSHOTS, ""),
            "",
            1,
            policy.maximum(),
            policy.totalBytes());
    require(reply);
  }

  @Override
  public KeptSnapshot add(KeptSnapshot snapshot) {
    SnapshotInfo info = snapshot.info();
    String tenantId = snapshot.owner().id();
    List<Object> reply =
        redis.run(
            LuaScript.ADD_SNAPSHOT,
            List.of(Keys.SNAPSHOT + info.id(), Keys.SNAPSHOTS, Keys.snapshots(tenantId)),
            info.id(),
            info.sizeBytes(),
            policy.maximum(),
            policy.totalBytes(),
            describe(tenantId, info),
            bytes(snapshot.state()));
    require(reply);
    return snapshot;
  }

  @Override
  public SnapshotInfo info(Tenant tenant, String id) {
    byte[] description =
        redis.call(connection -> connection.async().hget(Keys.SNAPSHOT + id, "description"));
    if (description == null) {
      throw new SnapshotNotFoundException();
    }
    JsonNode json = JsonMapper.shared().readTree(description);
    if (!json.required("tenant").stringValue().equals(tenant.id())) {
      throw new SnapshotNotFoundException();
    }
    return new SnapshotInfo(
        id,
        json.path("session").stringValue(null),
        json.required("size_bytes").longValue(),
        Instant.parse(json.required("created_at").stringValue()));
  }

  @Override
  public Snapshot find(Tenant tenant, String id) {
    info(tenant, id);
    byte[] content =
        redis.call(connection -> connection.async().hget(Keys.SNAPSHOT + id, "content"));
    if (content == null) {
      throw new SnapshotNotFoundException();
    }
    try {
      return sandbox.importSnapshot(new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void remove(Tenant tenant, String id) {
    info(tenant, id);
    redis.call(connection -> connection.async().del(Keys.SNAPSHOT + id));
    redis.call(connection -> connection.async().hdel(Keys.SNAPSHOTS, id));
    redis.call(connection -> connection.async().hdel(Keys.snapshots(tenant.id()), id));
  }

  /** While Redis is away, what this pod last saw there; another one's last are missing then. */
  @Override
  public long bytes(Tenant tenant) {
    try {
      long bytes = bytesNow(tenant);
      seen.put(tenant.id(), bytes);
      return bytes;
    } catch (DirectoryAwayException e) {
      return seen.getOrDefault(tenant.id(), 0L);
    }
  }

  private long bytesNow(Tenant tenant) {
    List<byte[]> sizes =
        redis.call(connection -> connection.async().hvals(Keys.snapshots(tenant.id())));
    return sizes.stream().mapToLong(Replies::parse).sum();
  }

  private static void require(List<Object> reply) {
    if (!Replies.isTrue(reply, 0)) {
      throw new SnapshotsFullException();
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

  private static byte[] bytes(Snapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      snapshot.export(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
