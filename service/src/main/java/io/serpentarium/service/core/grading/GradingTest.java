package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.execution.SandboxFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One test of a submission. */
public sealed interface GradingTest {

  /** What every kind of test has. */
  Terms terms();

  /** By which its result is known; no other test of the submission has it. */
  default String id() {
    return terms().id();
  }

  /**
   * What every kind of test has.
   *
   * @param id by which its result is known
   * @param name for people
   * @param points that it gives when it passes
   * @param visible whether more than its verdict is told
   * @param limits in the place of the grading's: milliseconds for times, bytes for sizes
   * @param files written over those of the grading
   */
  record Terms(
      String id,
      String name,
      double points,
      boolean visible,
      Map<Limit, Long> limits,
      List<SandboxFile> files) {

    /** A visible test of one point without anything of its own. */
    public static Terms of(String id) {
      return new Terms(id, id, 1, true, Map.of(), List.of());
    }

    /** Whether it starts from what all tests of the grading start from. */
    boolean isCommon() {
      return limits.isEmpty() && files.isEmpty();
    }
  }

  /**
   * The program as a whole, on its own.
   *
   * @param stdin all of it; end of file follows
   * @param arguments {@code sys.argv} after its first element
   */
  record Run(Terms terms, String stdin, List<String> arguments, Expected expected)
      implements GradingTest {

    /** A program that reads a text and is to write another one. */
    public static Run of(String id, String stdin, String stdout, Comparison comparison) {
      return new Run(Terms.of(id), stdin, List.of(), Expected.of(stdout, comparison));
    }
  }

  /**
   * What a program should write; no interpreter in which a submission runs ever sees it.
   *
   * @param stdout that is expected; for a checker that needs none, empty
   * @param ignorePrompts whether what {@code input} asks is left out of what the program wrote
   * @param showDiff whether the result shows where both differ
   * @param checker a program that judges in the place of the comparison, see {@link Checker}
   */
  record Expected(
      String stdout,
      Comparison comparison,
      Tolerance tolerance,
      boolean ignorePrompts,
      boolean showDiff,
      Optional<String> checker) {

    /** An output that is compared. */
    public static Expected of(String stdout, Comparison comparison) {
      return new Expected(stdout, comparison, Tolerance.USUAL, false, false, Optional.empty());
    }

    /** Judges a program by how it ended and, unless a checker does, by what it wrote. */
    Judgement judge(ExecutionResult result) {
      return Endings.failure(result)
          .or(() -> checker.isPresent() ? Optional.empty() : wrong(result.stdout()))
          .orElse(Judgement.PASSED);
    }

    private Optional<Judgement> wrong(String actual) {
      return comparison
          .difference(stdout, actual, tolerance)
          .map(difference -> new Judgement(Verdict.WRONG_ANSWER, difference))
          .map(wrong -> showDiff ? wrong.withDiff(Lines.diff(stdout, actual)) : wrong);
    }
  }

  /**
   * The program as a whole, which talks with a program of the grader's: see {@link Checker}.
   *
   * @param input what the interactor knows beside its code, in a file
   * @param answer more of it, in another
   */
  record Interactive(
      Terms terms, List<String> arguments, String interactor, String input, String answer)
      implements GradingTest {}

  /**
   * Code that runs in a copy of the state that the submission left. It passes when it comes to its
   * end and all tests that it defines pass: a program that exits in the middle of it has not
   * passed.
   *
   * @param code usually assertions
   */
  record Check(Terms terms, String code) implements GradingTest {}

  /**
   * A file of tests, each of which runs in a copy of the state that loading the file left, and has
   * a result of its own.
   *
   * @param file its path
   * @param content empty for the examples in the submission's own docstrings
   * @param fixtures the {@code conftest.py} that hold for it, outermost first
   */
  record Suite(Terms terms, String file, String content, List<TestSource> fixtures, Runner runner)
      implements GradingTest {}

  /** Source of tests. */
  record TestSource(String file, String content) {}

  /** Whose language a file of tests speaks. */
  enum Runner {
    UNITTEST,
    /** Functions and classes by pytest's names and fixtures, and what unittest knows. */
    PYTEST,
    DOCTEST
  }
}
