package io.serpentarium.service.core.session;

/** Why a session ended. */
public enum CloseReason {
  /** Its owner deleted it. */
  DELETED,
  /** Nobody used it for its idle timeout. */
  EXPIRED,
  /** Its instance trapped. */
  LOST,

  /** Another node has the session now. */
  MOVED,
  /** The node stops. */
  SHUTDOWN
}
