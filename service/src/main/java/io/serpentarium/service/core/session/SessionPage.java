package io.serpentarium.service.core.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some sessions, oldest first.
 *
 * @param nextCursor for those that follow, or null at the end
 */
public record SessionPage(List<SessionInfo> items, @Nullable String nextCursor) {}
