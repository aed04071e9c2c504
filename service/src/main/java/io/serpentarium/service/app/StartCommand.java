package io.serpentarium.service.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;

/** A command other than to serve, named by the first argument of the program. */
public final class StartCommand {

  private static final String BUILD_INFO = "/META-INF/build-info.properties";
  private static final int MISUSED = 2;

  private static final String USAGE =
      """
      Usage: serpentarium [--NAME=VALUE ...]      starts the service, with settings such as --server.port=9090
             serpentarium make-key TENANT         makes an API key and prints it
             serpentarium revoke-key KEY_ID       revokes an API key
             serpentarium --version | --help

        --engine=auto|ffm|jni                     the engine that runs the guests
        --serpentarium.sessions.maximum=1000      and the other settings in OPERATIONS.md
        SERPENTARIUM_API_KEY=KEY                  in the environment: one tenant with this key,
                                                  on every address; without tenants on 127.0.0.1 only
      """;

  private final PrintStream out;
  private final PrintStream err;

  /** Prints answers to {@code out} and refusals to {@code err}. */
  public StartCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Answers {@code --help} and {@code --version}, and refuses words that are no setting.
   *
   * @return the exit code, or empty if the service is to be started
   */
  public OptionalInt run(List<String> arguments) {
    if (arguments.stream().anyMatch(List.of("--help", "-h", "help")::contains)) {
      out.print(USAGE);
      return OptionalInt.of(0);
    }
    if (arguments.stream().anyMatch(List.of("--version", "-V", "version")::contains)) {
      out.println("serpentarium " + version());
      return OptionalInt.of(0);
    }
    return arguments.stream()
        .filter(argument -> !argument.startsWith("--"))
        .findFirst()
        .map(this::refuse)
        .orElseGet(OptionalInt::empty);
  }

  private OptionalInt refuse(String argument) {
    err.printf("\"%s\" is neither a command nor a setting.%n%s", argument, USAGE);
    return OptionalInt.of(MISUSED);
  }

  private static String version() {
    Properties build = new Properties();
    try (InputStream info = StartCommand.class.getResourceAsStream(BUILD_INFO)) {
      if (info != null) {
        build.load(info);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build.getProperty("build.version", "development");
  }
}
