package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The states that gradings begin with: interpreters in which the harness is loaded and nothing of
 * any tenant has run. Each is made once, when it is first wanted. Thread-safe.
 */
@Component
final class PreparedStates implements AutoCloseable {

  /** What a state is for. */
  enum Purpose {
    /** Loading a submission and judging it. */
    JUDGING,
    /** Programs whose {@code input} writes no prompt. */
    PROMPTLESS
  }

  private final Sandbox sandbox;
  private final Map<Purpose, Snapshot> states = new EnumMap<>(Purpose.class);

  PreparedStates(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * Returns a state of one's own, to be closed. May block for a second, the first time.
   *
   * @throws io.serpentarium.sandbox.SandboxSaturatedException when the session to make it in does
   *     not fit
   */
  synchronized Snapshot get(Purpose purpose) {
    return states.computeIfAbsent(purpose, this::make).share();
  }

  private Snapshot make(Purpose purpose) {
    try (Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT))) {
      execute(session, resource("harness.py"));
      execute(
          session,
          switch (purpose) {
            case JUDGING ->
                "prepare(%s)".formatted(JsonMapper.shared().writeValueAsString(resource("tools.py")));
            case PROMPTLESS -> "silence_input()";
          });
      return session.snapshot();
    }
  }

  private static void execute(Session session, String code) {
    ExecutionResult result =
        session
            .execute(ExecutionRequest.cell(code).withoutValue())
            .result()
            .toCompletableFuture()
            .join();
    if (!(result.outcome() instanceof Outcome.Completed)) {
      throw new IllegalStateException("the harness does not load: " + result);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(PreparedStates.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the states up. */
  @Override
  public synchronized void close() {
    states.values().forEach(Snapshot::close);
    states.clear();
  }
}
