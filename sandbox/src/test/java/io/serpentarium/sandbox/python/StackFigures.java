package io.serpentarium.sandbox.python;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serpentarium.sandbox.ExecutionRequest;
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
import java.io.UncheckedIOException;
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

  private static final int DEEPEST = 1_200_000;
  private static final int BEYOND = 300_000;

  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(5), Duration.ofSeconds(20), 256L << 20, 1 << 20, 1 << 20);

  private StackFigures() {}

  /** The programs, whose depth is N, by their names. */
  private static Map<String, String> programs() {
    Map<String, String> programs = new LinkedHashMap<>();
    Matcher sections =
        Pattern.compile("## (.*)\\n((?:[^#].*\\n)+)").matcher(resource("recursions.py"));
    while (sections.find()) {
      programs.put(sections.group(1), sections.group(2));
    }
    return programs;
  }

  private static String resource(String name) {
    try (InputStream in = StackFigures.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) {
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
                      name,
                      deepest(ffm, program),
                      deepest(jni, program),
                      ending(ffm, program, BEYOND)));
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
    return ending(sandbox, program, depth).equals("works");
  }

  private static String ending(Sandbox sandbox, String program, int depth) {
    try (Session session = sandbox.open(SessionOptions.withLimits(LIMITS))) {
      String code =
          "N = %d\nPROGRAM = r'''%s'''\n%s"
              .formatted(depth, program, resource("recursion_ending.py"));
      ExecutionResult result =
          session.execute(ExecutionRequest.cell(code)).result().toCompletableFuture().join();
      return switch (result.outcome()) {
        case Outcome.Completed completed -> completed.result().orElse("").replace("'", "");
        case Outcome.Crashed crashed -> "trap, rolled back";
        case Outcome.LimitExceeded limit -> "limit " + limit.limit();
        case Outcome other -> other.toString();
      };
    }
  }
}
