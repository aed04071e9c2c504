package io.serpentarium.service.core.session;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The port to all sessions of a tenant, wherever they are. Thread-safe; each method may block for a
 * second, and throws {@link DirectoryAwayException} while other nodes' sessions cannot be known.
 */
public interface SessionCatalogue {

  /**
   * Returns a session of a tenant as clients see it.
   *
   * @throws ServiceFailure with {@link FailureCode#SESSION_NOT_FOUND} if the tenant has none of
   *     this id
   * @throws SessionMovedException if it has just left this node
   * @throws io.serpentarium.sandbox.SessionLostException if its state is lost
   */
  SessionInfo find(Tenant tenant, String id);

  /**
   * Returns a tenant's sessions, oldest first, without those whose state is lost.
   *
   * @param after the cursor after which they come, or null for the first
   * @param limit the most sessions to return
   */
  List<SessionInfo> list(Tenant tenant, @Nullable Cursor after, int limit);

  /** Ends a tenant's session that no node has in use, and returns whether there was one. */
  boolean removeUnheld(Tenant tenant, String id);
}
