package io.serpentarium.service.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void tellsItsUsage(String argument) {
    assertThat(run("--server.port=1", argument)).hasValue(0);
    assertThat(out.toString(UTF_8)).startsWith("Usage: ").contains("make-key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "version"})
  void tellsItsVersion(String argument) {
    assertThat(run(argument)).hasValue(0);
    assertThat(out.toString(UTF_8)).matches("serpentarium \\S+\\R");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "-x", "server.port=9090", ""})
  void refusesWhatIsNoSetting(String argument) {
    assertThat(run("--server.port=1", argument)).hasValue(2);
    assertThat(err.toString(UTF_8)).startsWith("\"" + argument + "\" is neither");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void letsTheServiceStartWithSettings() {
    assertThat(run("--server.port=9090", "--engine=jni")).isEmpty();
    assertThat(run()).isEmpty();
  }

  private OptionalInt run(String... arguments) {
    return new StartCommand(new PrintStream(out, true), new PrintStream(err, true))
        .run(List.of(arguments));
  }
}
