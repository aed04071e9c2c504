package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * A session for each test that has imported a package with extension modules, in a sandbox of the
 * class's own. The tests are skipped where the artifacts lack the package.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PackageFixture {

  static final SessionOptions OPTIONS = SessionOptions.withLimits(Limits.DEFAULT);

  private static final TestEngine ENGINE = TestEngines.named("ffm/poll");

  private final String name;
  private final String setup;
  private final Duration patience;

  Sandbox sandbox;

  /** The state from which the sessions begin. */
  Snapshot imported;

  Session session;

  /**
   * Tests a package.
   *
   * @param setup the code that imports it
   * @param patience for compiling it, which takes minutes where many do so
   */
  PackageFixture(String name, String setup, Duration patience) {
    this.name = name;
    this.setup = setup;
    this.patience = patience;
  }

  @BeforeAll
  void start() throws Exception {
    ENGINE.adapter().require();
    sandbox = SandboxExtension.start(ENGINE, 1);
    assumeTrue(
        sandbox.info().packages().stream().map(PackageInfo::name).anyMatch(name::equals),
        "the artifacts have no " + name);
    try (Session first = sandbox.open(OPTIONS)) {
      ExecutionResult result =
          first
              .execute(within(patience, setup))
              .result()
              .toCompletableFuture()
              .get(patience.toSeconds(), TimeUnit.SECONDS);
      assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
      imported = first.snapshot();
    }
  }

  @AfterAll
  void stop() {
    if (imported != null) {
      imported.close();
    }
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @BeforeEach
  void open() {
    session = another();
  }

  @AfterEach
  void close() {
    session.close();
  }

  /** Opens a session as the test's own is. */
  Session another() {
    return sandbox.open(OPTIONS, imported);
  }

  static ExecutionRequest within(Duration wallTime, String code) {
    return ExecutionRequest.cell(code)
        .withLimits(Limits.DEFAULT.with(Limit.WALL_TIME, wallTime.toMillis()));
  }

  void assertValue(String code, String expected) {
    assertThat(value(session, code)).isEqualTo(expected);
  }

  /** Interrupts code that prints a line, and then does not end. */
  void assertInterruptible(String code) {
    Execution execution = Sessions.startReady(session, ExecutionRequest.cell(code));
    execution.interrupt();
    assertThat(await(execution).outcome()).isEqualTo(new Outcome.Interrupted());
  }

  /** The limit of wall time ends code. */
  ExecutionResult assertTooSlow(String code, int millis) {
    ExecutionResult result = run(session, within(Duration.ofMillis(millis), code));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    return result;
  }

  /** Code raises an exception because the memory is used up. */
  void assertTooLarge(String code) {
    ExecutionResult result = run(session, code);
    assertThat(result.outcome()).isInstanceOf(Outcome.Raised.class);
    assertThat(((Outcome.Raised) result.outcome()).error().kind())
        .isEqualTo(PythonError.Kind.MEMORY);
  }

  /** The value in the session's state is the same in another sandbox. */
  void assertSameElsewhere(String code) throws IOException {
    ByteArrayOutputStream exported = new ByteArrayOutputStream();
    try (Snapshot snapshot = session.snapshot()) {
      snapshot.export(exported);
    }
    try (Sandbox other = SandboxExtension.start(ENGINE, 0);
        Session opened =
            other.open(
                OPTIONS, other.importSnapshot(new ByteArrayInputStream(exported.toByteArray())))) {
      assertThat(value(opened, code)).isEqualTo(value(session, code));
    }
  }
}
