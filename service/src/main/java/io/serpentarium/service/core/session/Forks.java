package io.serpentarium.service.core.session;

import java.util.List;

/** Copies of a session that were made together. */
public record Forks(List<SessionInfo> sessions) {}
