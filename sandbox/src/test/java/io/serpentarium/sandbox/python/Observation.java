package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What can be told of an execution from outside, except what it used.
 *
 * @param fields by name, such as {@code stdout}
 */
record Observation(Map<String, String> fields) {

  static Observation of(ExecutionResult result) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("status", result.outcome().getClass().getSimpleName());
    fields.put("stdout", result.stdout());
    fields.put("stderr", result.stderr());
    fields.put("stdout truncated", Boolean.toString(result.stdoutTruncated()));
    fields.put("stderr truncated", Boolean.toString(result.stderrTruncated()));
    fields.put("session", result.sessionState().name());
    addOutcome(fields, result.outcome());
    return new Observation(fields);
  }

  /** The detail of a crash is for the log and names the engine's own trap. */
  private static void addOutcome(Map<String, String> fields, Outcome outcome) {
    switch (outcome) {
      case Outcome.Completed completed -> fields.put("result", completed.result().toString());
      case Outcome.Raised raised -> addError(fields, raised.error());
      case Outcome.Exited exited -> fields.put("exit code", Integer.toString(exited.exitCode()));
      case Outcome.LimitExceeded exceeded -> fields.put("limit", exceeded.limit().name());
      case Outcome.Interrupted() -> {}
      case Outcome.Crashed crashed -> {}
    }
  }

  private static void addError(Map<String, String> fields, PythonError error) {
    fields.put("error", error.name());
    fields.put("message", error.message());
    fields.put("traceback", error.traceback());
  }

  /** Every field in which the two differ, with both values; empty when they are the same. */
  String differences(Observation other) {
    TreeSet<String> names = new TreeSet<>(fields.keySet());
    names.addAll(other.fields.keySet());
    return names.stream()
        .filter(name -> !value(name).equals(other.value(name)))
        .map(name -> "%s: <%s> and <%s>%n".formatted(name, value(name), other.value(name)))
        .collect(Collectors.joining());
  }

  private String value(String name) {
    return fields.getOrDefault(name, "none");
  }
}
