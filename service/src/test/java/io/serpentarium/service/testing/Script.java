package io.serpentarium.service.testing;

import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The language of scripts, one command a line: {@code print TEXT}, {@code error TEXT}, {@code input
 * PROMPT} (then prints the line read, or raises EOFError), {@code wait} (for an interrupt), {@code
 * stubborn} (waits and ignores it), {@code flood COUNT} (prints so many lines), {@code value REPR},
 * {@code raise NAME MESSAGE}, {@code exit CODE}, {@code limit NAME}, {@code crash}, {@code save
 * PATH TEXT}.
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

  private final ScriptedExecution execution;
  private Optional<String> value = Optional.empty();

  Script(ScriptedExecution execution) {
    this.execution = execution;
  }

  End run(String code) {
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
