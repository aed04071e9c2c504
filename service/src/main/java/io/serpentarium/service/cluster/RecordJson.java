package io.serpentarium.service.cluster;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes records of sessions as JSON and reads them, those of older and newer nodes too. */
final class RecordJson {

  private RecordJson() {}

  static byte[] write(SessionRecord record) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", record.id())
        .put("tenant", record.tenantId())
        .put("created_at", record.createdAt().toString())
        .put("last_used_at", record.lastUsedAt().toString())
        .put("idle_timeout_ms", record.idleTimeout().toMillis())
        .put("history", record.history())
        .put("checkpoint", record.checkpoint().name())
        .put("memory_bytes", record.memoryBytes());
    ObjectNode limits = json.putObject("limits");
    record.limits().values().forEach((limit, value) -> limits.put(limit.wireName(), value));
    return JsonMapper.shared().writeValueAsBytes(json);
  }

  static SessionRecord read(byte[] text) {
    JsonNode json = JsonMapper.shared().readTree(text);
    return new SessionRecord(
        json.required("id").stringValue(),
        json.required("tenant").stringValue(),
        Instant.parse(json.required("created_at").stringValue()),
        Instant.parse(json.required("last_used_at").stringValue()),
        Duration.ofMillis(json.required("idle_timeout_ms").longValue()),
        limits(json.required("limits")),
        json.required("history").intValue(),
        Checkpoint.valueOf(json.required("checkpoint").stringValue()),
        json.required("memory_bytes").longValue());
  }

  /** A limit that an older node does not know is left out by it. */
  private static Limits limits(JsonNode json) {
    return Limits.of(limit -> json.path(limit.wireName()).asLong(Limits.DEFAULT.get(limit)));
  }
}
