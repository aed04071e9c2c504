package io.serpentarium.service.core.session;

import java.io.IOException;
import java.io.OutputStream;

/** Captures the present state of a session, which is held for the time of the call. */
@FunctionalInterface
public interface StateExport {

  /**
   * Writes the state as {@link io.serpentarium.sandbox.Snapshot#export} does, part by part; may
   * block for as long as the target takes, and may be called again.
   *
   * @throws io.serpentarium.sandbox.SessionBusyException if it cannot be captured now
   * @throws io.serpentarium.sandbox.SessionLostException if there is none any more
   */
  void writeTo(OutputStream out) throws IOException;
}
