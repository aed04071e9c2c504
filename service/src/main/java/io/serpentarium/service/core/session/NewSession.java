package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.execution.SandboxFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a session is wanted.
 *
 * @param limits those that the request names: milliseconds for times, bytes for sizes
 * @param idleTimeout positive, or empty for the node's
 * @param history executions that can be undone, 0 or more, or empty for the node's
 * @param checkpoint when its state is kept, or empty for the node's usual one
 * @param snapshotId what it starts from, or empty for a fresh interpreter
 */
public record NewSession(
    List<SandboxFile> files,
    Map<Limit, Long> limits,
    Optional<Duration> idleTimeout,
    Optional<Integer> history,
    Optional<Checkpoint> checkpoint,
    Optional<String> snapshotId) {}
