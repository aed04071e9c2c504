package io.serpentarium.service.core.session;

import java.util.Optional;

/** A session of this node, as the {@link SessionDirectory} sees it. */
public interface HeldSession {

  String id();

  /** It as clients see it now, or empty when its state is gone. */
  Optional<SessionInfo> seen();

  /** What there is to tell of it now. */
  SessionRecord record();

  /**
   * Its state as {@link io.serpentarium.sandbox.Snapshot#export} writes it; may block for a second.
   *
   * @throws io.serpentarium.sandbox.SessionBusyException while something runs in it
   * @throws io.serpentarium.sandbox.SessionLostException when the state is gone
   */
  byte[] capture();
}
