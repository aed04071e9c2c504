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
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * The states that gradings begin with: interpreters in which the harness is loaded and nothing of
 * any tenant has run. Each is made once, when it is first wanted. Thread-safe.
 */
@Component
final class PreparedStates implements AutoCloseable {

  /** What a state is for; those that tests need less for are smaller, and quicker to copy. */
  enum Purpose {
    /** Loading a submission and judging it by checks, and by tests in pytest's language. */
    JUDGING("[]"),
    /** The same by tests that use unittest. */
    UNITTEST("['unittest']"),
    /** The same by tests that use mocks or doctests. */
    ALL_TESTS("['unittest', 'unittest.mock', 'doctest']"),
    /** Programs whose {@code input} writes no prompt. */
    PROMPTLESS("[]");

    private final String modules;

    Purpose(String modules) {
      this.modules = modules;
    }
  }

  private static final String HARNESS = "harness.py";
  private static final String TOOLS = "tools.py";

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

  /** What compiling leaves in memory is left in another session. */
  private Snapshot make(Purpose purpose) {
    try (Session compiler = open();
        Session session = open()) {
      load(session, HARNESS, "exec(%s)", compiled(compiler, HARNESS));
      if (purpose == Purpose.PROMPTLESS) {
        execute(session, "silence_input()");
      } else {
        String call = "prepare(%%s, %s)".formatted(purpose.modules);
        load(session, TOOLS, call, compiled(compiler, TOOLS));
      }
      return session.snapshot();
    }
  }

  private Session open() {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
  }

  private static byte[] compiled(Session compiler, String name) {
    compiler.files().write(name, resource(name));
    execute(
        compiler,
        """
        import marshal
        with open('%1$s', 'rb') as file: source = file.read()
        with open('%1$s', 'wb') as file: file.write(marshal.dumps(compile(source, '<harness>', 'exec')))
        """
            .formatted(name));
    return compiler.files().read(name);
  }

  private static void load(Session session, String name, String call, byte[] code) {
    session.files().write(name, code);
    String read = "marshal.loads(open('/sandbox/%s', 'rb').read())".formatted(name);
    execute(session, "import marshal\n" + call.formatted(read));
    session.files().delete(name);
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

  private static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(PreparedStates.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
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
