package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * The initial state of a session.
 *
 * @param state the state to start from, or empty for a fresh interpreter
 * @param files files written over that state
 */
public record SessionStart(Limits limits, Optional<Snapshot> state, List<SandboxFile> files) {

  /** A fresh interpreter with files. */
  public static SessionStart fresh(Limits limits, List<SandboxFile> files) {
    return new SessionStart(limits, Optional.empty(), files);
  }

  /** A state that a session had. */
  public static SessionStart from(Snapshot state, Limits limits) {
    return new SessionStart(limits, Optional.of(state), List.of());
  }
}
