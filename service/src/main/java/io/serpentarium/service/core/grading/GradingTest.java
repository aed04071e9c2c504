package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.execution.SandboxFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A test of a submission. */
public sealed interface GradingTest {

  /** The terms that every kind of test has. */
  Terms terms();

  /** Returns the identifier of the test's result, unique in the submission. */
  default String id() {
    return terms().id();
  }

  /**
   * The terms that every kind of test has.
   *
   * @param id the identifier of the test's result
   * @param name a name for people
   * @param points the points for passing
   * @param visible whether more than the verdict is reported
   * @param limits limits that replace the grading's: milliseconds for times, bytes for sizes
   * @param files files written over those of the grading
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

    /** Returns whether the test starts from the state that all tests of the grading start from. */
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
   * The expected output of a program; no interpreter in which a submission runs ever sees it.
   *
   * @param stdout the expected output; empty for a checker that needs none
   * @param ignorePrompts whether the prompts of {@code input} are left out of the program's output
   * @param showDiff whether the result shows where both differ
   * @param checker a program that judges instead of the comparison, see {@link Checker}
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

    /** Judges a program by its end and, unless a checker does, by its output. */
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
   * @param input the interactor's input, in a file
   * @param answer the interactor's answer, in another file
   */
  record Interactive(
      Terms terms, List<String> arguments, String interactor, String input, String answer)
      implements GradingTest {}

  /**
   * Code that runs in a copy of the state that the submission left. The check passes if the code
   * runs to its end and all tests that it defines pass: a program that exits in the middle of it
   * has not passed.
   *
   * @param code code of the grader's, usually assertions
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

  /** The test framework that a file of tests is written for. */
  enum Runner {
    UNITTEST,
    /** Functions and classes by pytest's names and fixtures, and what unittest knows. */
    PYTEST,
    DOCTEST
  }
}
