package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Those who share a sandbox with an attacker: a neighbour that lives through all attacks, and
 * whoever opens the next session.
 */
final class Innocents implements AutoCloseable {

  /** What of a session's state an earlier one might have changed. */
  private static final String STATE =
      """
      import builtins, codecs, gc, locale, os, signal, sys, warnings
      (
          sorted(globals()),
          sorted(sys.modules),
          sorted(dir(builtins)),
          [(d, sorted(os.listdir(d))) for d in ("/", "/sandbox", "/tmp")],
          sorted(os.environ.items()),
          os.getcwd(),
          sys.path,
          sys.argv,
          len(sys.meta_path),
          sys.getrecursionlimit(),
          sys.get_int_max_str_digits(),
          sys.gettrace(),
          sys.getprofile(),
          sys.excepthook is sys.__excepthook__,
          sys.displayhook is sys.__displayhook__,
          sys.stdout is sys.__stdout__,
          [sys.monitoring.get_tool(i) for i in range(6)],
          signal.getsignal(signal.SIGINT) is signal.default_int_handler,
          gc.isenabled(),
          gc.get_threshold(),
          len(gc.callbacks),
          len(warnings.filters),
          codecs.lookup_error("strict") is codecs.strict_errors,
          locale.setlocale(locale.LC_ALL),
          (len("abc"), int("7"), repr(1), "€".encode()),
          sorted(__import__("json").__dict__),
      )
      """;

  private final Sandbox sandbox;
  private final Session neighbour;
  private final Outcome pristine;
  private int count;

  /** To be made before the first attack. */
  Innocents(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.neighbour = open();
    this.pristine = stateOfNewSession();
    Attack.execute(neighbour, "n = 0\nopen('mine', 'w').write('mine')");
  }

  /** What an attack has done to them: empty when nothing. */
  List<String> harm() {
    List<String> found = new ArrayList<>();
    ExecutionResult answer = Attack.execute(neighbour, "n += 1; (n, open('mine').read())");
    count++;
    if (!isCompleted(answer.outcome(), "(%d, 'mine')".formatted(count))) {
      found.add("the neighbour answers " + answer.outcome());
    }
    Outcome state = stateOfNewSession();
    if (!state.equals(pristine)) {
      found.add("a new session is %s, not %s".formatted(state, pristine));
    }
    return found;
  }

  private static boolean isCompleted(Outcome outcome, String repr) {
    return outcome instanceof Outcome.Completed completed
        && completed.result().orElse("").equals(repr);
  }

  private Outcome stateOfNewSession() {
    try (Session session = open()) {
      return Attack.execute(session, STATE).outcome();
    }
  }

  private Session open() {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
  }

  @Override
  public void close() {
    neighbour.close();
  }
}
