package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.SessionSeries;
import io.serpentarium.service.core.execution.SessionStart;
import io.serpentarium.service.core.grading.GradingTest.TestSource;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The states in which the tests of one attempt start.
 *
 * @param origin the state that all sessions start from
 * @param fresh sessions in which nothing has run
 * @param copies sessions in the state that the program left, if there is one
 * @param left the state that the program left, if there is one
 * @param compiled the code of tests
 */
record TestStarts(
    Origin origin,
    SessionSeries fresh,
    Optional<SessionSeries> copies,
    Optional<Snapshot> left,
    Map<TestSource, JsonNode> compiled)
    implements AutoCloseable {

  static TestStarts of(
      Origin origin,
      Grading grading,
      Limits limits,
      Optional<Setup> setup,
      Map<TestSource, JsonNode> compiled) {
    Optional<Snapshot> left = setup.flatMap(Setup::state);
    return new TestStarts(
        origin,
        origin.series(limits, grading.files()),
        left.map(state -> new SessionSeries(SessionStart.from(state, limits))),
        left,
        compiled);
  }

  /** The state that the program left; closed with the copies. */
  Snapshot state() {
    return left.orElseThrow();
  }

  @Override
  public void close() {
    fresh.close();
    copies.ifPresent(SessionSeries::close);
  }
}
