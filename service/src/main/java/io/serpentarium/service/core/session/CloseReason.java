package io.serpentarium.service.core.session;

/** Why a session ended. */
public enum CloseReason {
  /** Its owner deleted it. */
  DELETED,
  /** Nobody used it for its idle timeout. */
  EXPIRED,
  /** Its instance trapped. */
  LOST,

  /** It is another node's now. */
  MOVED,
  /** The node stops. */
  SHUTDOWN
}
