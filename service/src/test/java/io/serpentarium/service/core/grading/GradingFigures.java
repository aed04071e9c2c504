package io.serpentarium.service.core.grading;

import io.serpentarium.service.ServiceApplication;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints how long it takes to grade a solution of 50 lines with 100 checks, and with 100 runs, in
 * this process and over HTTP. An argument is how often each is graded.
 */
public final class GradingFigures {

  private static final int TESTS = 100;
  private static final int FUNCTIONS = 16;
  private static final int HOMEWORKS = 200;

  private interface Timed {
    void run() throws IOException, InterruptedException;
  }

  private GradingFigures() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    try (ConfigurableApplicationContext context =
        SpringApplication.run(
            ServiceApplication.class, "--server.port=0", "--management.server.port=0")) {
      GradingService gradings = context.getBean(GradingService.class);
      URI address =
          URI.create(
              "http://127.0.0.1:%s/v1/gradings"
                  .formatted(context.getEnvironment().getProperty("local.server.port")));
      printCourse(gradings);
      for (Grading grading : List.of(grading(checks()), grading(runs()))) {
        String kind = grading.hasSetup() ? "checks" : "runs";
        print(kind + ", in this process", rounds, () -> gradeHere(gradings, grading));
        try (HttpClient client = HttpClient.newHttpClient()) {
          HttpRequest request = request(address, grading);
          print(kind + ", over HTTP", rounds, () -> gradeThere(client, request));
        }
      }
    }
  }

  /** Homeworks that read input, graded by three checks, a file of tests and two runs each. */
  private static void printCourse(GradingService gradings) {
    String suite =
        """
        import unittest
        from solution import f2
        class Cases(unittest.TestCase):
            def test_f2(self): self.assertEqual(f2(3), [0, 2, 4])
        """;
    List<GradingTest> tests = new ArrayList<>(checks().subList(0, 3));
    tests.addAll(runs().subList(3, 5));
    tests.add(
        new GradingTest.Suite(
            GradingTest.Terms.of("suite"),
            "test_f.py",
            suite,
            List.of(),
            GradingTest.Runner.UNITTEST));
    Map<String, Grading> course = new LinkedHashMap<>();
    for (int number = 0; number < HOMEWORKS; number++) {
      Grading.Submission submission = Grading.Submission.of("# " + number + "\n" + solution());
      course.put(
          "" + number,
          new Grading(submission, Optional.empty(), List.of(), tests, false, Map.of()));
    }
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      List<GradingService.GradedSubmission> graded =
          CurrentTenant.in(Grant.LOCAL, gradings.gradeAll(course).collectList()).block();
      double seconds = (System.nanoTime() - start) / 1e9;
      for (GradingService.GradedSubmission each : Objects.requireNonNull(graded)) {
        require(
            each.report().map(GradingReport::passed).orElse(0) == tests.size(), each.toString());
      }
      System.out.printf("%d homeworks of %d tests: %.2f s%n", HOMEWORKS, tests.size(), seconds);
    }
  }

  private static void print(String what, int rounds, Timed timed)
      throws IOException, InterruptedException {
    double[] millis = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      timed.run();
    }
    Duration before = cpuTime();
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      timed.run();
      millis[round] = (System.nanoTime() - start) / 1e6;
    }
    double cpu = cpuTime().minus(before).toMillis() / (double) rounds;
    Arrays.sort(millis);
    System.out.printf(
        "100 %-24s p50 %6.1f ms, p99 %6.1f ms, best %6.1f ms; CPU %6.1f ms%n",
        what, millis[rounds / 2], millis[rounds * 99 / 100], millis[0], cpu);
  }

  private static Duration cpuTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static void gradeHere(GradingService gradings, Grading grading) {
    GradingReport report = CurrentTenant.in(Grant.LOCAL, gradings.grade(grading)).block();
    require(Objects.requireNonNull(report).passed() == TESTS, report.toString());
  }

  private static void gradeThere(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    String report = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    require(report.startsWith("{\"verdict\":\"passed\""), report);
  }

  private static void require(boolean passed, String report) {
    if (!passed) {
      throw new IllegalStateException(report);
    }
  }

  private static Grading grading(List<GradingTest> tests) {
    return new Grading(
        Grading.Submission.of(solution()), Optional.empty(), List.of(), tests, false, Map.of());
  }

  /** Lines of functions, and a main part that adds up what it reads. */
  private static String solution() {
    String functions =
        IntStream.range(0, FUNCTIONS)
            .mapToObj("def f%1$d(n):\n    return [k * %1$d for k in range(n)]\n\n"::formatted)
            .collect(Collectors.joining());
    return functions
        + "import sys\nprint(sum(sum(f3(int(n))) for n in sys.stdin.read().split()))\n";
  }

  private static List<GradingTest> checks() {
    return tests(
        n ->
            new GradingTest.Check(
                GradingTest.Terms.of("t" + n), "assert f2(3) == [0, 2, 4]; f1(%d)".formatted(n)));
  }

  private static List<GradingTest> runs() {
    return tests(
        n -> GradingTest.Run.of("t" + n, n + "\n", 3 * n * (n - 1) / 2 + "\n", Comparison.EXACT));
  }

  private static List<GradingTest> tests(IntFunction<GradingTest> test) {
    return IntStream.range(0, TESTS).mapToObj(test).toList();
  }

  private static HttpRequest request(URI address, Grading grading) {
    List<Map<String, String>> tests = new ArrayList<>();
    for (GradingTest test : grading.tests()) {
      tests.add(
          switch (test) {
            case GradingTest.Check check -> Map.of("id", check.id(), "check", check.code());
            case GradingTest.Run run ->
                Map.of(
                    "id",
                    run.id(),
                    "stdin",
                    run.stdin(),
                    "expected_stdout",
                    run.expected().stdout());
            case GradingTest.Interactive talk -> Map.of("id", talk.id());
            case GradingTest.Suite suite -> Map.of("id", suite.id(), "file", suite.file());
          });
    }
    String body =
        JsonMapper.shared()
            .writeValueAsString(Map.of("code", grading.submission().code(), "tests", tests));
    return HttpRequest.newBuilder(address)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
