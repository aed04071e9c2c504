package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.execution.MadeOnce;
import io.serpentarium.service.core.execution.OwnCode;
import io.serpentarium.service.core.execution.Templates;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The states that gradings begin with: interpreters of a template in which the harness is loaded
 * and nothing of any tenant has run. Each is made once, when it is first wanted. Thread-safe.
 */
@Component
final class PreparedStates implements AutoCloseable {

  /** The purpose of a state; a state that provides less is smaller, and faster to copy. */
  enum Purpose {
    /** Loading a submission and judging it by checks, and by tests in pytest's language. */
    JUDGING("[]"),
    /** Loading and judging, also by tests that use unittest. */
    UNITTEST("['unittest']"),
    /** Loading and judging, also by tests that use mocks or doctests. */
    ALL_TESTS("['unittest', 'unittest.mock', 'doctest']"),
    /** Programs whose {@code input} writes no prompt. */
    PROMPTLESS("[]");

    private final String modules;

    Purpose(String modules) {
      this.modules = modules;
    }
  }

  private static final SessionOptions OPTIONS = SessionOptions.withLimits(Limits.DEFAULT);
  private static final String HARNESS = "harness.py";
  private static final String TOOLS = "tools.py";

  private final Sandbox sandbox;
  private final Ledger ledger;
  private final Templates templates;
  private final Map<Key, MadeOnce<Snapshot>> states = new ConcurrentHashMap<>();

  PreparedStates(Sandbox sandbox, Templates templates, Ledger ledger) {
    this.sandbox = sandbox;
    this.ledger = ledger;
    this.templates = templates;
  }

  private record Key(String template, Purpose purpose) {}

  /**
   * Returns a state of one's own, to be closed. May block for a second, the first time.
   *
   * @param template there is one of that name
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if the session to make it in does not
   *     fit
   */
  Snapshot get(String template, Purpose purpose) {
    return states.computeIfAbsent(new Key(template, purpose), this::state).get().share();
  }

  private MadeOnce<Snapshot> state(Key key) {
    return new MadeOnce<>(
        () -> {
          Optional<Snapshot> template = templates.state(key.template());
          return ledger.makeOwn(
              "The harness", account -> prepare(template, key.purpose(), account));
        },
        Snapshot::close);
  }

  /**
   * Makes a state. The library is compiled in another session, so that none of the compiler's
   * garbage is in the state.
   */
  private Snapshot prepare(Optional<Snapshot> template, Purpose purpose, MemoryAccount account) {
    SessionOptions options = OPTIONS.withAccount(account);
    try (Session compiler = sandbox.open(options);
        Session session =
            template
                .map(state -> sandbox.open(options, state))
                .orElseGet(() -> sandbox.open(options))) {
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

  private static byte[] compiled(Session compiler, String name) {
    compiler.files().write(name, OwnCode.file(PreparedStates.class, name));
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
    OwnCode.run(session, code, "the harness does not load: ");
  }

  /** Gives the states up. */
  @Override
  public void close() {
    states.values().forEach(MadeOnce::close);
  }
}
