package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;

/** A session of its own with a terminal whose statements come to a gate. */
record GatedTerminal(Session session, RecordingGate gate, Terminal terminal, TerminalScreen screen)
    implements AutoCloseable {

  static GatedTerminal open(Sandbox sandbox, TerminalSize size) {
    RecordingGate gate = new RecordingGate();
    Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
    Terminal terminal = session.openTerminal(size, gate);
    return new GatedTerminal(session, gate, terminal, TerminalScreen.of(terminal, size));
  }

  @Override
  public void close() {
    session.close();
  }
}
