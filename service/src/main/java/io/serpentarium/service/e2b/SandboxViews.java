package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.SessionTokens;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Sandboxes as clients see them. */
@Component
@OpenDoor(Door.E2B)
final class SandboxViews {

  private static final String TEMPLATE = "code-interpreter-v1";

  /** The version of the sandbox's agent, from which clients choose their protocol. */
  private static final String VERSION = "0.5.6";

  private static final int MEGABYTE_BITS = 20;

  private final PausedSandboxes paused;
  private final SessionTokens tokens;

  SandboxViews(PausedSandboxes paused, SessionTokens tokens) {
    this.paused = paused;
    this.tokens = tokens;
  }

  /** Returns the view of a sandbox for its user, with its token. */
  Mono<Map<String, @Nullable Object>> own(SessionInfo session) {
    return CurrentTenant.withGrant(grant -> Mono.just(own(session, grant)));
  }

  Map<String, @Nullable Object> own(SessionInfo session, Grant grant) {
    Map<String, @Nullable Object> fields = named(session);
    String token = tokens.issue(grant, session.id());
    fields.put("envdAccessToken", token);
    fields.put("trafficAccessToken", token);
    fields.put("domain", null);
    return fields;
  }

  private static Map<String, @Nullable Object> named(SessionInfo session) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("templateID", TEMPLATE);
    fields.put("sandboxID", session.id());
    fields.put("clientID", "serpentarium");
    fields.put("envdVersion", VERSION);
    return fields;
  }

  /** Returns the description of a sandbox. */
  Map<String, @Nullable Object> detail(SessionInfo session) {
    Map<String, @Nullable Object> fields = named(session);
    fields.put("startedAt", session.createdAt().toString());
    fields.put("endAt", session.expiresAt().toString());
    fields.put("state", paused.contains(session) ? "paused" : "running");
    fields.put("cpuCount", 1);
    fields.put("memoryMB", session.limits().get(Limit.MEMORY) >> MEGABYTE_BITS);
    fields.put("diskSizeMB", session.limits().get(Limit.DISK) >> MEGABYTE_BITS);
    fields.put("metadata", Map.of());
    return fields;
  }
}
