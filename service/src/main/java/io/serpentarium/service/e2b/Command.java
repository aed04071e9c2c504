package io.serpentarium.service.e2b;

import io.serpentarium.service.edge.body.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command to run.
 *
 * @param program what clients start, which is a shell
 * @param arguments its arguments
 * @param directory the directory to run it in; empty for the usual one
 * @param variables variables of the environment
 * @param tag the client's own name for it
 * @param fed whether its standard input stays open
 */
record Command(
    String program,
    List<String> arguments,
    Optional<String> directory,
    Map<String, String> variables,
    Optional<String> tag,
    boolean fed) {

  /** The arguments with which clients start a shell, before the command line. */
  private static final List<String> SHELL = List.of("-l", "-c");

  /** Reads a request to start it. */
  static Command read(JsonFields fields) {
    fields.allowUnknown();
    if (!fields.isGiven("process")) {
      fields.reject("process", "is required");
    }
    if (fields.isGiven("pty")) {
      throw ConnectFailure.unimplemented("there are no terminals");
    }
    Optional<String> tag = fields.optionalText("tag");
    boolean fed = fields.flag("stdin");
    return fields
        .object("process", process -> readProcess(process, tag, fed))
        .orElse(new Command("", List.of(), Optional.empty(), Map.of(), tag, fed));
  }

  private static Command readProcess(JsonFields fields, Optional<String> tag, boolean fed) {
    fields.allowUnknown();
    List<String> arguments = fields.texts("args");
    return new Command(
        isShell(arguments) ? fields.optionalText("cmd").orElse("") : fields.text("cmd"),
        arguments,
        fields.optionalText("cwd").filter(cwd -> !cwd.isEmpty()),
        fields.textMap("envs"),
        tag,
        fed);
  }

  private static boolean isShell(List<String> arguments) {
    return arguments.size() == SHELL.size() + 1 && arguments.subList(0, 2).equals(SHELL);
  }

  /** Returns the shell's command line. */
  String line() {
    return isShell(arguments) ? arguments.getLast() : program;
  }
}
