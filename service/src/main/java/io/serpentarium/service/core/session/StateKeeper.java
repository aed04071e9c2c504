package io.serpentarium.service.core.session;

/**
 * The port to where the states of sessions are kept, so that another node can go on with them.
 * Thread-safe.
 */
public interface StateKeeper {

  /** The bytes of heap that a state on its way takes at most, however large it is. */
  int TRANSFER_BYTES = 1 << 20;

  /**
   * Returns whether {@link #keep} has something to do or to find out after a change to a session.
   * Never blocks.
   */
  boolean isDue(SessionRecord session, long epoch);

  /**
   * Keeps a session's state if its {@linkplain SessionRecord#checkpoint checkpoint} asks for that;
   * may block for seconds.
   *
   * @param state captures the state; if it throws {@link
   *     io.serpentarium.sandbox.SessionBusyException} or {@link
   *     io.serpentarium.sandbox.SessionLostException}, nothing is kept
   * @throws SessionMovedException if another node has the session by now
   * @throws DirectoryAwayException if the state cannot be kept, and another node could go on
   *     without it
   */
  void keep(SessionRecord session, long epoch, StateExport state);
}
