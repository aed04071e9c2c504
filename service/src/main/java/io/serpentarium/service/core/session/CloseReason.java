package io.serpentarium.service.core.session;

/** The reason for which a session ended. */
public enum CloseReason {
  /** The owner deleted the session. */
  DELETED,
  /** The session was not used for its idle timeout. */
  EXPIRED,
  /** The instance trapped. */
  LOST,

  /** Another node has the session now. */
  MOVED,
  /** The node stops. */
  SHUTDOWN
}
