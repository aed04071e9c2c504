package io.serpentarium.service.core.kernel;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.service.core.execution.OwnCode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The Python code that a kernel executes: calls of {@code kernel.py}, and what loads that. */
final class GuestCode {

  /** JSON that is Python as well, for text. */
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String MODULE = "_serpentarium_kernel";
  private static final String RICH = "_serpentarium_rich";
  private static final String CALL = "__import__('sys').modules['" + MODULE + "'].";

  /** The sources of {@code kernel.py}, as elements of a tuple. */
  private static final String SOURCES =
      sources("display.py", "pretty.py", "kernel.py", "shell.py", "contexts.py");

  /** Loads {@code kernel.py} into an interpreter. */
  static final String LOAD = load();

  private GuestCode() {}

  private static String load() {
    String loading =
        """
        import sys
        module = sys.modules['%1$s'] = type(sys)('%1$s')
        for source in (%2$s, %3$s): exec(compile(source, '<kernel>', 'exec'), module.__dict__)
        """
            .formatted(MODULE, sources("ahead.py"), SOURCES);
    return "exec(%s, {})".formatted(quoted(loading));
  }

  /**
   * Returns code that loads {@code rich.py} into an interpreter that may have it already.
   *
   * @param watches whether the host receives the values of expressions
   */
  static String loadRich(boolean watches) {
    String loading =
        """
        import sys
        module = sys.modules['%1$s'] = type(sys)('%1$s')
        module.SOURCES, module.WATCHES = (%2$s), %3$s
        for source in (%4$s): exec(compile(source, '<display>', 'exec'), module.__dict__)
        """
            .formatted(RICH, SOURCES, literal(watches), sources("ahead.py", "rich.py"));
    return "'%s' in __import__('sys').modules or exec(%s, {})".formatted(RICH, quoted(loading));
  }

  /** Returns whether an execution failed because {@code kernel.py} is not loaded. */
  static boolean isMissing(ExecutionResult result) {
    return result.outcome() instanceof Outcome.Raised(PythonError error)
        && error.name().equals("KeyError")
        && error.message().equals("'" + MODULE + "'");
  }

  /** Executes a cell. */
  static String run(KernelRequest.Execute cell, int count) {
    String expressions =
        cell.expressions().isEmpty()
            ? "None"
            : cell.expressions().entrySet().stream()
                .map(each -> quoted(each.getKey()) + ": " + quoted(each.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    return CALL
        + "run(%s, %d, %s, %s, %s)"
            .formatted(
                quoted(cell.code()),
                count,
                literal(cell.silent()),
                literal(cell.input()),
                expressions);
  }

  /**
   * Executes a cell of a context.
   *
   * @param environment variables that only the cell sees
   */
  static String runIn(String context, Map<String, String> environment, String code) {
    return call("run_in", context, environment, code);
  }

  /** Calls a function of these files. */
  static String call(String function, Object... arguments) {
    return CALL
        + Stream.of(arguments)
            .map(JSON::writeValueAsString)
            .collect(Collectors.joining(", ", function + "(", ")"));
  }

  /** Asks a question. */
  static String ask(KernelRequest.Ask question) {
    String name = question.kind().name().toLowerCase(Locale.ROOT);
    String code = quoted(question.code());
    return CALL
        + switch (question.kind()) {
          case COMPLETE -> "ask('%s', %s, %d)".formatted(name, code, question.cursor());
          case INSPECT ->
              "ask('%s', %s, %d, %d)".formatted(name, code, question.cursor(), question.detail());
          case IS_COMPLETE -> "ask('%s', %s)".formatted(name, code);
        };
  }

  /** Asks a question of an interpreter that may not have loaded {@code kernel.py}. */
  static String loadAndAsk(KernelRequest.Ask question) {
    return "['%s' in __import__('sys').modules or %s, %s][1]"
        .formatted(MODULE, LOAD, ask(question));
  }

  /** First names of the modules that come with Python. */
  static Set<String> library() {
    return OwnCode.source(GuestCode.class, "library.txt")
        .lines()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  private static String literal(boolean value) {
    return value ? "True" : "False";
  }

  /** Returns files of code as elements of a tuple. */
  private static String sources(String... names) {
    return Stream.of(names)
        .map(name -> quoted(OwnCode.source(GuestCode.class, name)))
        .collect(Collectors.joining(", "));
  }
}
