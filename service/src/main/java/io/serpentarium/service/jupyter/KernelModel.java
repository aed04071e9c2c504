package io.serpentarium.service.jupyter;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.serpentarium.service.core.kernel.Kernel;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A kernel as clients see it.
 *
 * @param lastActivity the time of the last activity, with a fraction of a second, which clients
 *     cannot do without
 * @param connections the number of open sockets
 */
record KernelModel(
    String id,
    String name,
    @JsonProperty("last_activity") String lastActivity,
    @JsonProperty("execution_state") String executionState,
    int connections) {

  /** The only kind of kernels: the name that every notebook of Python's has. */
  static final String NAME = "python3";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  static KernelModel of(SessionInfo session, Optional<Kernel> kernel) {
    boolean busy = session.state() == SessionState.BUSY || kernel.map(Kernel::isBusy).orElse(false);
    return new KernelModel(
        KernelId.kernel(session.id()),
        NAME,
        time(session.lastUsedAt()),
        busy ? "busy" : "idle",
        kernel.map(Kernel::followers).orElse(0));
  }

  /** Returns a time as clients read it. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
