package io.serpentarium.sandbox.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints how deep each kind of recursion goes on each engine, and how it ends beyond. */
final class StackFigures {

  private static final int DEEPEST = 12_000_000;

  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(5), Duration.ofMinutes(1), 256L << 20, 1 << 20, 1 << 20);

  private StackFigures() {}

  /** The programs, whose depth is N, by their names. */
  private static Map<String, String> programs() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    try (InputStream in = StackFigures.class.getResourceAsStream("recursions.py")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      Matcher sections = Pattern.compile("## (.*)\n((?:[^#].*\n)+)").matcher(text);
      while (sections.find()) {
        programs.put(sections.group(1), sections.group(2));
      }
    }
    return programs;
  }

  public static void main(String[] arguments) throws IOException {
    List<TestEngine> engines =
        List.of(TestEngines.named("ffm/epoch"), TestEngines.named("jni/epoch"));
    System.out.println("| recursion | ffm/epoch | jni/epoch | beyond |");
    System.out.println("| --- | ---: | ---: | --- |");
    try (Sandbox ffm = SandboxExtension.start(engines.getFirst(), 1);
        Sandbox jni = SandboxExtension.start(engines.getLast(), 1)) {
      programs()
          .forEach(
              (name, program) ->
                  System.out.printf(
                      "| %s | %s | %s | %s |%n",
                      name, deepest(ffm, program), deepest(jni, program), beyond(ffm, program)));
    }
  }

  private static String deepest(Sandbox sandbox, String program) {
    int works = 0;
    int fails = 64;
    while (fails < DEEPEST && works(sandbox, program, fails)) {
      works = fails;
      fails *= 2;
    }
    if (fails >= DEEPEST) {
      return String.format(Locale.ROOT, "over %,d", works);
    }
    while (fails - works > Math.max(1, works / 100)) {
      int middle = (works + fails) / 2;
      if (works(sandbox, program, middle)) {
        works = middle;
      } else {
        fails = middle;
      }
    }
    return String.format(Locale.ROOT, "%,d", works);
  }

  private static boolean works(Sandbox sandbox, String program, int depth) {
    return outcome(sandbox, program, depth) instanceof Outcome.Completed;
  }

  private static String beyond(Sandbox sandbox, String program) {
    return switch (outcome(sandbox, program, 3_000_000)) {
      case Outcome.Raised raised -> raised.error().name();
      case Outcome.Crashed crashed -> "trap, rolled back";
      case Outcome.LimitExceeded limit -> "limit " + limit.limit();
      case Outcome.Completed completed -> "works";
      case Outcome other -> other.toString();
    };
  }

  private static Outcome outcome(Sandbox sandbox, String program, int depth) {
    try (Session session = sandbox.open(SessionOptions.withLimits(LIMITS))) {
      String code =
          "import sys\nsys.setrecursionlimit(10**6)\nN = %d\n%s".formatted(depth, program);
      ExecutionResult result = SandboxExtension.run(session, code);
      return result.outcome();
    }
  }
}
