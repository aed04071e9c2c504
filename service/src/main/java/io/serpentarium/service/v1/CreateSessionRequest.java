package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.edge.body.JsonFields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The body of {@code POST /v1/sessions}. */
record CreateSessionRequest(
    List<SandboxFile> files,
    Map<Limit, Long> limits,
    OptionalLong idleTimeoutMs,
    Optional<Integer> history,
    Optional<Checkpoint> checkpoint,
    Optional<String> snapshotId,
    Optional<String> template) {

  static CreateSessionRequest read(JsonFields fields) {
    return new CreateSessionRequest(
        FileSpec.readAll(fields),
        WireLimits.read(fields),
        fields.optionalLong("idle_timeout_ms", 1),
        fields.optionalInt("history", 0, SessionOptions.MAX_HISTORY),
        fields.optionalConstant("checkpoint", Checkpoint.class),
        fields.optionalText("snapshot_id"),
        fields.optionalText("template"));
  }

  /** The session that is wanted. */
  SessionService.NewSession wanted() {
    return new SessionService.NewSession(
        files, limits, idleTimeout(), history, checkpoint, snapshotId, template);
  }

  private Optional<Duration> idleTimeout() {
    return idleTimeoutMs.isPresent()
        ? Optional.of(Duration.ofMillis(idleTimeoutMs.getAsLong()))
        : Optional.empty();
  }
}
