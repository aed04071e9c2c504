package io.serpentarium.service.testing;

import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The language of scripts, one command a line: {@code print TEXT}, {@code error TEXT}, {@code
 * display LINE}, {@code input PROMPT} (then prints the line read, or raises EOFError), {@code wait}
 * (for an interrupt), {@code stubborn} (waits and ignores it), {@code flood COUNT} (prints so many
 * lines), {@code value REPR}, {@code raise NAME MESSAGE}, {@code exit CODE}, {@code limit NAME},
 * {@code crash}, {@code save PATH TEXT}.
 *
 * <p>A question is answered by what the code that it is about is worth, as a script; a cell of a
 * context is a script too, and every other call about contexts succeeds.
 *
 * <p>The harness of gradings is taken as loaded: a call of it runs the submission's file, or a
 * check, as a script and reports how that ended. So are the imports of templates, unless one is
 * {@code missing}.
 */
final class Script {

  /** How a script ended. */
  record End(Outcome outcome, SessionFate fate) {

    Set<MetLimit> limitsMet() {
      return outcome instanceof Outcome.LimitExceeded(Limit limit)
          ? Set.of(MetLimit.valueOf(limit.name()))
          : Set.of();
    }
  }

  /** Ends a script early. */
  static final class Ended extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient End end;

    Ended(Outcome outcome, SessionFate fate) {
      end = new End(outcome, fate);
    }
  }

  private static final String KERNEL = "__import__('sys').modules['_serpentarium_kernel'].";

  private final ScriptedExecution execution;
  private Optional<String> value = Optional.empty();

  Script(ScriptedExecution execution) {
    this.execution = execution;
  }

  End run(String code) {
    if (code.startsWith("grade(")) {
      return graded(code);
    }
    if (code.startsWith("check(")) {
      JsonNode arguments =
          JsonMapper.shared()
              .readTree("[" + code.substring("check(".length(), code.length() - 1) + "]");
      return reported(
          arguments.get(0).stringValue(), follow(arguments.get(2).stringValue()), false);
    }
    if (code.startsWith("['_serpentarium_kernel'")) {
      return follow(asked(code));
    }
    if (code.startsWith(KERNEL + "run_in(")) {
      return follow(arguments(code).get(2).stringValue());
    }
    if (code.startsWith(KERNEL + "contexts(")) {
      value = Optional.of("{\"contexts\":[{\"name\":\"\",\"directory\":\"/sandbox\"}]}");
      return new End(new Outcome.Completed(value), SessionFate.KEPT);
    }
    if (code.startsWith(KERNEL)) {
      value = Optional.of("{\"problem\":null}");
      return new End(new Outcome.Completed(value), SessionFate.KEPT);
    }
    return code.startsWith("import marshal")
            || code.startsWith("silence_input(")
            || (code.startsWith("__import__(")
                && !code.contains("missing")
                && !code.contains("environ"))
        ? new End(new Outcome.Completed(Optional.empty()), SessionFate.KEPT)
        : follow(code);
  }

  private static JsonNode arguments(String call) {
    return JsonMapper.shared()
        .readTree(
            "[" + call.substring(call.indexOf('(', KERNEL.length()) + 1, call.length() - 1) + "]");
  }

  /** The code that a question is about. */
  private static String asked(String call) {
    int from = call.indexOf('"', call.lastIndexOf("].ask("));
    String arguments = call.substring(from, call.lastIndexOf(')'));
    return JsonMapper.shared().readTree("[" + arguments + "]").get(0).stringValue();
  }

  private End graded(String call) {
    String nonce = call.substring(call.indexOf('"') + 1, call.indexOf("\","));
    JsonNode request =
        JsonMapper.shared().readTree(call.substring(call.indexOf('{'), call.length() - 1));
    if (request.get("do").stringValue().equals("compile")) {
      return new End(new Outcome.Completed(Optional.of(nonce + "{}")), SessionFate.KEPT);
    }
    boolean loads = request.get("do").stringValue().equals("set_up");
    String file = request.path("module").asString("") + ".py";
    return reported(
        nonce,
        loads
            ? follow(new String(execution.files().read(file), StandardCharsets.UTF_8))
            : new End(new Outcome.Completed(Optional.empty()), SessionFate.KEPT),
        loads);
  }

  private static End reported(String nonce, End end, boolean loads) {
    Optional<ObjectNode> report =
        switch (end.outcome()) {
          case Outcome.Completed _ when loads ->
              Optional.of(JsonMapper.shared().createObjectNode());
          case Outcome.Completed _ -> Optional.of(report("passed", ""));
          case Outcome.Raised(var error) when loads ->
              Optional.of(report(error).put("message", error.message()));
          case Outcome.Raised(var error) -> Optional.of(report(error));
          case Outcome.Exited(int code) -> Optional.of(exited(code));
          default -> Optional.empty();
        };
    return report
        .map(told -> new End(new Outcome.Completed(Optional.of(nonce + told)), end.fate()))
        .orElse(end);
  }

  private static ObjectNode report(PythonError error) {
    boolean wrong = error.kind() == PythonError.Kind.ASSERTION;
    ObjectNode report =
        report(
            wrong ? "wrong_answer" : "raised",
            wrong ? error.message() : error.name() + ": " + error.message());
    return report
        .put("name", error.name())
        .put("traceback", error.traceback())
        .put("kind", error.kind().name().toLowerCase(Locale.ROOT));
  }

  private static ObjectNode exited(int code) {
    return report("raised", "SystemExit: " + code)
        .put("name", "SystemExit")
        .put("kind", "exit")
        .put("exit", code);
  }

  private static ObjectNode report(String verdict, String message) {
    return JsonMapper.shared().createObjectNode().put("verdict", verdict).put("message", message);
  }

  private End follow(String code) {
    try {
      code.lines().forEach(this::step);
      return new End(new Outcome.Completed(value), SessionFate.KEPT);
    } catch (Ended e) {
      return e.end;
    }
  }

  private void step(String line) {
    String[] parts = line.split(" ", 2);
    String rest = parts.length > 1 ? parts[1] : "";
    switch (parts[0]) {
      case "print" -> execution.writeOut(rest + "\n");
      case "display" -> execution.display(rest);
      case "error" -> execution.writeErr(rest + "\n");
      case "input" -> input(rest);
      case "wait" -> execution.awaitInterrupt();
      case "stubborn" -> execution.awaitStop();
      case "flood" -> flood(Integer.parseInt(rest));
      case "value" -> value = Optional.of(rest);
      case "raise" -> raise(rest.split(" ", 2));
      case "exit" -> throw new Ended(new Outcome.Exited(Integer.parseInt(rest)), SessionFate.KEPT);
      case "limit" ->
          throw new Ended(new Outcome.LimitExceeded(Limit.valueOf(rest)), SessionFate.ROLLED_BACK);
      case "crash" -> throw new Ended(new Outcome.Crashed("trap"), SessionFate.LOST);
      case "save" -> save(rest.split(" ", 2));
      default -> raise(new String[] {"SyntaxError", line});
    }
  }

  private void input(String prompt) {
    String line = execution.readLine(prompt);
    if (line.isEmpty()) {
      raise(new String[] {"EOFError", "EOF when reading a line"});
    }
    execution.writeOut(line);
  }

  private void flood(int lines) {
    String line = "x".repeat(1023) + "\n";
    for (int i = 0; i < lines; i++) {
      execution.writeOut(line);
    }
  }

  private void save(String[] pathAndText) {
    execution.files().write(pathAndText[0], pathAndText[1].getBytes(StandardCharsets.UTF_8));
  }

  private static void raise(String[] nameAndMessage) {
    String name = nameAndMessage[0];
    String message = nameAndMessage[1];
    String traceback = "Traceback (most recent call last):\n  …\n%s: %s\n".formatted(name, message);
    throw new Ended(
        new Outcome.Raised(new PythonError(name, message, traceback, kindOf(name))),
        SessionFate.KEPT);
  }

  private static PythonError.Kind kindOf(String name) {
    return switch (name) {
      case "AssertionError" -> PythonError.Kind.ASSERTION;
      case "MemoryError" -> PythonError.Kind.MEMORY;
      default -> PythonError.Kind.OTHER;
    };
  }
}
