package io.serpentarium.service.core.session;

import org.jspecify.annotations.Nullable;

/**
 * Whether a session executes.
 *
 * @param executionId of the execution that began or ended, or null before the first
 */
public record SessionStatus(SessionState state, @Nullable String executionId) {}
