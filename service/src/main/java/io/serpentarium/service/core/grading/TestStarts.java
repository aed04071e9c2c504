package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.execution.SessionSeries;
import io.serpentarium.service.core.execution.SessionStart;
import java.util.Optional;

/**
 * Where the tests of one attempt begin.
 *
 * @param fresh sessions in which nothing has run
 * @param copies sessions in the state that the program left, if there is one
 */
record TestStarts(SessionSeries fresh, Optional<SessionSeries> copies) implements AutoCloseable {

  static TestStarts of(Grading grading, Limits limits, Optional<Setup> setup) {
    return new TestStarts(
        new SessionSeries(SessionStart.fresh(limits, grading.files())),
        setup
            .flatMap(Setup::state)
            .map(state -> new SessionSeries(SessionStart.from(state, limits))));
  }

  @Override
  public void close() {
    fresh.close();
    copies.ifPresent(SessionSeries::close);
  }
}
