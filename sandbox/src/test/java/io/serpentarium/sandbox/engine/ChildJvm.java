package io.serpentarium.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of the tests in a JVM of its own, whose death fails a test and does not end Maven. */
public final class ChildJvm {

  private ChildJvm() {}

  /** What starts it, with the class path of the tests; both outputs are one. */
  public static ProcessBuilder builder(Class<?> main, List<String> options, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    List.of(arguments).forEach(argument -> command.add(argument.toString()));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** Runs it to its end, which must be a good one, and gives what it printed. */
  public static String outputOf(ProcessBuilder builder) throws IOException, InterruptedException {
    Process child = builder.start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    return output;
  }
}
