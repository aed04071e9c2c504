package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand small programs have the same outcome on another engine. Configurations of the first
 * engine, itself included, run every tenth of them. {@code -Dprograms.seed=2} makes other programs
 * than CI's.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class EngineDifferenceIT {

  private static final int PROGRAMS = 1_000;
  private static final int SAMPLE = 10;
  private static final int SHOWN = 10;
  private static final TestEngine REFERENCE = TestEngines.ALL.getFirst();

  private final List<GeneratedProgram> programs =
      new ProgramGenerator(Long.getLong("programs.seed", 1)).programs(PROGRAMS);

  private List<Observation> expected = List.of();

  @BeforeAll
  void observeTheReference() throws Exception {
    expected = observe(REFERENCE, programs);
  }

  static List<TestEngine> engines() {
    return TestEngines.ALL;
  }

  @ParameterizedTest
  @MethodSource("engines")
  void everyProgramEndsAlike(TestEngine engine) throws Exception {
    engine.adapter().require();
    int step = engine.adapter().equals(REFERENCE.adapter()) ? SAMPLE : 1;
    List<String> differences =
        differences(
            engine, IntStream.range(0, PROGRAMS / step).map(i -> i * step).boxed().toList());
    assertThat(differences.stream().limit(SHOWN))
        .as("%d programs end otherwise on %s", differences.size(), engine)
        .isEmpty();
  }

  private List<String> differences(TestEngine engine, List<Integer> chosen) throws Exception {
    List<Observation> observed = observe(engine, chosen.stream().map(programs::get).toList());
    return IntStream.range(0, chosen.size())
        .filter(i -> !expected.get(chosen.get(i)).equals(observed.get(i)))
        .mapToObj(i -> report(chosen.get(i), observed.get(i)))
        .toList();
  }

  private String report(int index, Observation observed) {
    GeneratedProgram program = programs.get(index);
    return "%s%n%s%n%s"
        .formatted(program.name(), program.code(), expected.get(index).differences(observed));
  }

  /** CPython recurses through nested iterators in C unchecked, so the engine's stack decides. */
  @ParameterizedTest
  @MethodSource("engines")
  void uncheckedRecursionGoesAsDeepAsTheEnginesStack(TestEngine engine) throws Exception {
    engine.adapter().require();
    String code = "it = iter([1])\nfor i in range(30_000): it = map(abs, it)\nnext(it)";
    List<GeneratedProgram> nested = List.of(new GeneratedProgram("nested maps", code, ""));
    assertThat(observe(engine, nested).getFirst().fields())
        .containsEntry("status", engine.adapter().name().equals("jni") ? "Crashed" : "Completed");
  }

  @Test
  void aProgramThatDiffersFromRunToRunIsSeen() throws Exception {
    List<GeneratedProgram> entropy =
        List.of(new GeneratedProgram("entropy", "import os; os.urandom(9)", ""));
    Observation one = observe(REFERENCE, entropy).getFirst();
    Observation other = observe(REFERENCE, entropy).getFirst();
    assertThat(one.differences(other)).startsWith("result: <").hasLineCount(1);
  }

  @Test
  void programsAreOfEveryKind() {
    assertThat(programs.stream().map(GeneratedProgram::code)).doesNotHaveDuplicates();
    assertThat(countBy("status"))
        .hasEntrySatisfying("Completed", count -> assertThat(count).isGreaterThan(300))
        .hasEntrySatisfying("Raised", count -> assertThat(count).isGreaterThan(200))
        .containsKeys("Exited", "Crashed");
    assertThat(countBy("error")).hasSizeGreaterThan(25);
  }

  private Map<String, Long> countBy(String field) {
    return expected.stream()
        .filter(observation -> observation.fields().containsKey(field))
        .collect(
            Collectors.groupingBy(
                observation -> observation.fields().getOrDefault(field, ""),
                Collectors.counting()));
  }

  private static List<Observation> observe(TestEngine engine, List<GeneratedProgram> programs)
      throws Exception {
    try (PythonSandbox sandbox = SandboxExtension.start(engine, 4);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Callable<Observation>> tasks =
          programs.stream().<Callable<Observation>>map(p -> () -> observe(sandbox, p)).toList();
      return threads.invokeAll(tasks).stream().map(Future::resultNow).toList();
    }
  }

  private static Observation observe(PythonSandbox sandbox, GeneratedProgram program) {
    try (Session session = SandboxExtension.open(sandbox)) {
      return Observation.of(SandboxExtension.run(session, program.request()));
    }
  }
}
