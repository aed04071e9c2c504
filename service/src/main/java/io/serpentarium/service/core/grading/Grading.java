package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.core.execution.SandboxFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A submission to grade.
 *
 * @param template the template of its interpreters, or empty to choose one by the imports
 * @param files files that are there before the program runs
 * @param tests one or more tests
 * @param stopOnFailure whether the tests after the first that fails are skipped
 * @param limits the limits that the request names, for the setup and each test: milliseconds for
 *     times, bytes for sizes
 * @param prelude code of the service that is executed before it; empty for none
 */
public record Grading(
    Submission submission,
    Optional<String> template,
    List<SandboxFile> files,
    List<GradingTest> tests,
    boolean stopOnFailure,
    Map<Limit, Long> limits,
    String prelude) {

  /** A submission that needs no other code. */
  public Grading(
      Submission submission,
      Optional<String> template,
      List<SandboxFile> files,
      List<GradingTest> tests,
      boolean stopOnFailure,
      Map<Limit, Long> limits) {
    this(submission, template, files, tests, stopOnFailure, limits, "");
  }

  /** Returns it with what is executed before the submission. */
  public Grading after(String newPrelude) {
    return new Grading(submission, template, files, tests, stopOnFailure, limits, newPrelude);
  }

  /**
   * The program that is graded.
   *
   * @param code empty where it is among the files
   * @param module the name by which tests import it; dots for packages
   */
  public record Submission(String code, String module, Setting setting) {

    /** The usual name of a submission. */
    public static final String USUAL_MODULE = "solution";

    /** A program without anything of its own. */
    public static Submission of(String code) {
      return new Submission(code, USUAL_MODULE, new Setting("", List.of(), false));
    }

    /** Returns the path of the source, relative to {@code /sandbox}. */
    public String path() {
      return module.replace('.', '/') + ".py";
    }
  }

  /**
   * The way in which the program is run for checks and files of tests.
   *
   * @param stdin the whole of stdin; end of file follows
   * @param arguments {@code sys.argv} after its first element
   * @param runMain whether the program runs as {@code __main__}, so that its main guard holds
   */
  public record Setting(String stdin, List<String> arguments, boolean runMain) {}

  /** Returns whether a test needs the state that the program leaves. */
  boolean hasSetup() {
    return tests.stream()
        .anyMatch(test -> test instanceof GradingTest.Check || test instanceof GradingTest.Suite);
  }

  /** The files with which the program is imported. */
  List<SandboxFile> setupFiles() {
    boolean brought = files.stream().anyMatch(file -> file.path().equals(submission.path()));
    if (submission.code().isEmpty() && (brought || isPackage())) {
      return files;
    }
    List<SandboxFile> all = new ArrayList<>(files);
    all.add(new SandboxFile(submission.path(), submission.code().getBytes(StandardCharsets.UTF_8)));
    return all;
  }

  /** The source that runs as a program: the code, or the file that is there in its place. */
  public String program() {
    return submission.code().isEmpty()
        ? files.stream()
            .filter(file -> file.path().equals(submission.path()))
            .map(file -> new String(file.content(), StandardCharsets.UTF_8))
            .findFirst()
            .orElse("")
        : submission.code();
  }

  private boolean isPackage() {
    String path = submission.module().replace('.', '/') + "/__init__.py";
    return files.stream().anyMatch(file -> file.path().equals(path));
  }

  /** The points that there are. */
  double maximumScore() {
    return tests.stream().mapToDouble(test -> test.terms().points()).sum();
  }
}
