package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The port to where nodes agree which of them has a session. Thread-safe.
 *
 * <p>All but {@link #ended} may block for a second; what cannot be done without the others fails
 * with {@link DirectoryAwayException} while they cannot be reached.
 */
public interface SessionDirectory {

  /**
   * Makes new sessions known as this node's, all or none.
   *
   * @throws io.serpentarium.service.core.admission.QuotaExceededException when the tenant has as
   *     many as it may, on all nodes
   */
  void register(Tenant tenant, List<? extends HeldSession> sessions);

  /**
   * Lets pass what is about to use a session of this node.
   *
   * @throws SessionMovedException when it is another node's by now
   */
  void requireHeld(HeldSession session);

  /** Keeps what is to be kept when something has changed a session; throws likewise. */
  void changed(HeldSession session);

  /**
   * Keeps what is to be kept after an execution, before anybody hears of its end. Fails as {@link
   * #requireHeld} does. Does not block.
   */
  CompletionStage<?> ended(HeldSession session);

  /** Makes a session of this node unknown, because it has ended. Throws nothing. */
  void forget(HeldSession session);

  /**
   * A tenant's session that no node has at hand.
   *
   * @throws io.serpentarium.sandbox.SessionLostException when its node died and its state is gone
   */
  Optional<SessionRecord> find(Tenant tenant, String id);

  /** Ends a tenant's session that no node has at hand, and gives whether there was one. */
  boolean remove(Tenant tenant, String id);

  /**
   * A tenant's sessions on all nodes, oldest first; empty when this node is alone and has them all.
   *
   * @param after the place that they come after, or null for the first
   * @param limit how many at most
   */
  Optional<List<SessionInfo>> list(Tenant tenant, @Nullable Position after, int limit);
}
