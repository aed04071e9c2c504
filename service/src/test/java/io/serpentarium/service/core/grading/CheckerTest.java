package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionRequest.Mode;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.testing.Results;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckerTest {

  private static final ExecutionResult WELL = Results.completed("");

  @Test
  void isGivenInputOutputAndAnswerInFilesThatItsArgumentsName() {
    GradingTest.Run test = GradingTest.Run.of("1", "in ß", "want", Comparison.EXACT);
    assertThat(contents(Checker.files(test, "got")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("input.txt", "in ß", "output.txt", "got", "answer.txt", "want"));
    ExecutionRequest request = Checker.request("code");
    assertThat(request.code()).isEqualTo("code");
    assertThat(request.mode()).isEqualTo(Mode.PROGRAM);
    assertThat(request.arguments()).containsExactly("input.txt", "output.txt", "answer.txt");
  }

  @Test
  void isGivenNoOutputWhereItTalks() {
    GradingTest.Interactive test =
        new GradingTest.Interactive(GradingTest.Terms.of("1"), List.of("x"), "talk", "in", "7");
    assertThat(contents(Checker.files(test)))
        .containsExactlyInAnyOrderEntriesOf(Map.of("input.txt", "in", "answer.txt", "7"));
    assertThat(Checker.interactor(test).code()).isEqualTo("talk");
    assertThat(Checker.interactor(test).arguments())
        .as("none of the submission's")
        .containsExactly("input.txt", "answer.txt");
  }

  @Test
  void passesByEndingWithZeroWhateverItWrites() {
    assertThat(Checker.judge(Results.completed("wrong!"))).isEqualTo(Judgement.PASSED);
    assertThat(Checker.judge(exited(0, "wrong!", "no"))).isEqualTo(Judgement.PASSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void refusesWithWhatItWrote(int code) {
    assertThat(Checker.judge(exited(code, " not\n", "sorted\n")))
        .isEqualTo(new Judgement(Verdict.WRONG_ANSWER, "not\nsorted"));
    assertThat(Checker.judge(exited(code, " ", "\n")))
        .isEqualTo(new Judgement(Verdict.WRONG_ANSWER, "The checker rejected the output."));
    assertThat(Checker.judge(exited(code, "x".repeat(1_000), "")).message()).hasSize(500);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, 255})
  void failsByAnyOtherCode(int code) {
    assertThat(Checker.judge(exited(code, "said", "")))
        .isEqualTo(new Judgement(Verdict.RAISED, "The checker failed: SystemExit: " + code));
  }

  @Test
  void failsAsProgramsDo() {
    assertThat(Checker.judge(Results.raised("ValueError", "bad")))
        .isEqualTo(new Judgement(Verdict.RAISED, "The checker failed: ValueError: bad"));
    assertThat(Checker.judge(Results.of(new Outcome.Crashed("0x1"))).verdict())
        .isEqualTo(Verdict.CRASHED);
    assertThat(Checker.judge(limited(Limit.WALL_TIME)).verdict()).isEqualTo(Verdict.TIME_LIMIT);
  }

  @Test
  void judgesAConversationByTheLimitThatTheSubmissionMetFirst() {
    assertThat(Checker.judge(limited(Limit.CPU_TIME), exited(1, "", "no")).verdict())
        .isEqualTo(Verdict.TIME_LIMIT);
  }

  @Test
  void judgesAConversationByARefusalBeforeTheSubmissionsException() {
    ExecutionResult broken = Results.raised("EOFError", "no more");
    assertThat(Checker.judge(broken, exited(1, "hidden", "too many questions")))
        .as("what it writes to stdout went to the submission")
        .isEqualTo(new Judgement(Verdict.WRONG_ANSWER, "too many questions"));
    assertThat(Checker.judge(broken, WELL).message()).isEqualTo("EOFError: no more");
    assertThat(Checker.judge(broken, exited(7, "", "")).message())
        .as("a failing interactor says less than the submission")
        .isEqualTo("EOFError: no more");
  }

  @Test
  void judgesAConversationOfAGoodSubmissionByTheInteractor() {
    assertThat(Checker.judge(WELL, WELL)).isEqualTo(Judgement.PASSED);
    assertThat(Checker.judge(exited(0, "", ""), exited(2, "", "bad")))
        .isNotEqualTo(Judgement.PASSED);
    assertThat(Checker.judge(WELL, exited(7, "", "")).message()).startsWith("The checker failed");
  }

  private static ExecutionResult limited(Limit limit) {
    return Results.of(new Outcome.LimitExceeded(limit));
  }

  private static ExecutionResult exited(int code, String stdout, String stderr) {
    return Results.of(new Outcome.Exited(code), stdout, stderr);
  }

  private static Map<String, String> contents(List<SandboxFile> files) {
    return files.stream()
        .collect(
            Collectors.toMap(
                SandboxFile::path, file -> new String(file.content(), StandardCharsets.UTF_8)));
  }
}
