package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PackageInfo;
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

/**
 * A sandbox with the state of a session that has imported a package with extension modules.
 *
 * @param imported the state, from which tests open sessions
 */
record PackageSandbox(Sandbox sandbox, Snapshot imported) implements AutoCloseable {

  static final SessionOptions OPTIONS = SessionOptions.withLimits(Limits.DEFAULT);

  private static final TestEngine ENGINE = TestEngines.named("ffm/poll");

  /**
   * Starts a sandbox, and imports a package there; skips the test where the artifacts lack it.
   *
   * @param code imports the package
   * @param patience for compiling it, which takes minutes where many do so
   */
  static PackageSandbox start(String name, String code, Duration patience) throws Exception {
    ENGINE.adapter().require();
    Sandbox sandbox = SandboxExtension.start(ENGINE, 1);
    try {
      assumeTrue(
          sandbox.info().packages().stream().map(PackageInfo::name).anyMatch(name::equals),
          "the artifacts have no " + name);
      return new PackageSandbox(sandbox, imported(sandbox, code, patience));
    } catch (Exception | Error e) {
      sandbox.close();
      throw e;
    }
  }

  private static Snapshot imported(Sandbox sandbox, String code, Duration patience)
      throws Exception {
    try (Session first = sandbox.open(OPTIONS)) {
      ExecutionRequest request =
          ExecutionRequest.cell(code)
              .withLimits(Limits.DEFAULT.with(Limit.WALL_TIME, patience.toMillis()));
      ExecutionResult result =
          first
              .execute(request)
              .result()
              .toCompletableFuture()
              .get(patience.toSeconds(), TimeUnit.SECONDS);
      assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
      return first.snapshot();
    }
  }

  Session open() {
    return sandbox.open(OPTIONS, imported);
  }

  /** Returns the value of an expression in a session's state, in a sandbox of its own. */
  static String valueElsewhere(Session session, String code) throws IOException {
    ByteArrayOutputStream exported = new ByteArrayOutputStream();
    try (Snapshot snapshot = session.snapshot()) {
      snapshot.export(exported);
    }
    try (Sandbox other = SandboxExtension.start(ENGINE, 0);
        Session opened =
            other.open(
                OPTIONS, other.importSnapshot(new ByteArrayInputStream(exported.toByteArray())))) {
      return Results.value(opened, code);
    }
  }

  @Override
  public void close() {
    imported.close();
    sandbox.close();
  }
}
