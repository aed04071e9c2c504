package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;

/**
 * The port to where nodes agree on which of them has a session. Thread-safe; each method may block
 * for a second.
 *
 * <p>An epoch numbers the times that a session was placed: no two nodes ever have it by the same
 * one.
 */
public interface Placement {

  /** The epoch of a session on the node that made it. */
  long FIRST_EPOCH = 1;

  /**
   * Registers new sessions as this node's, all or none, with {@link #FIRST_EPOCH}.
   *
   * @throws io.serpentarium.service.core.admission.QuotaExceededException if the tenant has as many
   *     as it may on all nodes
   * @throws DirectoryAwayException if the other nodes cannot be notified
   */
  void register(Tenant tenant, List<SessionRecord> sessions);

  /**
   * Checks that this node still has a session by this epoch.
   *
   * @throws SessionMovedException if another node has it by now
   * @throws DirectoryAwayException if nobody can tell
   */
  void requireHeld(String id, long epoch);

  /** Makes a session of this node unknown because it has ended. Throws nothing. */
  void forget(String id, long epoch);
}
