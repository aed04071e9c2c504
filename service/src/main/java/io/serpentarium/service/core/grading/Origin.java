package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.SessionSeries;
import io.serpentarium.service.core.execution.SessionStart;
import java.util.List;
import java.util.Optional;

/**
 * The state from which a submission's interpreters start.
 *
 * @param template the name of the template
 * @param state the template's state and nothing else; empty for the plain interpreter. Not to be
 *     closed
 */
record Origin(String template, Optional<Snapshot> state) {

  /** A start with files. */
  SessionStart start(Limits limits, List<SandboxFile> files) {
    return new SessionStart(limits, state, files);
  }

  /** Sessions that start so. */
  SessionSeries series(Limits limits, List<SandboxFile> files) {
    return new SessionSeries(new SessionStart(limits, state.map(Snapshot::share), files));
  }
}
