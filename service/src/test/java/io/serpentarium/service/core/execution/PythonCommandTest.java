package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonCommandTest {

  private static final List<SandboxFile> FILES =
      List.of(new SandboxFile("main.py", "print(1)".getBytes(StandardCharsets.UTF_8)));

  @ParameterizedTest
  @CsvSource({
    "-c a b, a, b",
    "-u -BE -W error -Xdev -X utf8 -c a -c, a, -c",
    "main.py x y, print(1), x y",
    "-I main.py, print(1), ''"
  })
  void isWhatThePythonOfACommandLineDoes(String line, String code, String arguments) {
    PythonCommand command = PythonCommand.of(PythonCommand.words(line), FILES);
    assertThat(command.code()).isEqualTo(code);
    assertThat(command.arguments()).isEqualTo(PythonCommand.words(arguments));
  }

  @Test
  void runsAModuleByItsNameWhateverThatHolds() {
    PythonCommand command = PythonCommand.of(List.of("-m", "a\"\n\0é", "x"), FILES);
    assertThat(command.code())
        .contains("\"\\U00000061\\U00000022\\U0000000a\\U00000000\\U000000e9\"")
        .isASCII();
    assertThat(command.arguments()).containsExactly("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c", "-m", "--version", "-z", "none.py", "-"})
  void refusesAsPythonDoes(String line) {
    assertThat(PythonCommand.of(List.of(line), FILES).code()).contains("sys.exit(2)");
  }

  @Test
  void runsNothingWithoutWords() {
    assertThat(PythonCommand.of(List.of(), FILES).code()).isEmpty();
    assertThat(PythonCommand.of(List.of("-W"), FILES).code()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a  b | a;b",
        "'a b' \"c d\" | a b;c d",
        "a' 'b\\ c\"'\" | a b c'",
        "\"\\\"\" \\\\ | \";\\",
        "'' x | ;x"
      })
  void splitsAsAShellDoes(String line, String words) {
    assertThat(PythonCommand.words(line)).containsExactly(words.split(";", -1));
  }

  @Test
  void splitsLongLinesInTheirLength() {
    assertThat(PythonCommand.words("\\\"".repeat(50_000))).hasSize(1);
    assertThat(PythonCommand.words("\"".repeat(100_001))).containsExactly("");
    assertThat(PythonCommand.words("'un closed")).containsExactly("un closed");
  }
}
