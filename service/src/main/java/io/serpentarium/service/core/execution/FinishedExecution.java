package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.ExecutionResult;
import org.jspecify.annotations.Nullable;

/**
 * An execution that ended.
 *
 * @param id starts with {@code exe_}
 * @param sessionId of the session that it ran in, or null for a program on its own
 */
public record FinishedExecution(String id, @Nullable String sessionId, ExecutionResult result) {}
