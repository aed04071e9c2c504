package io.serpentarium.service.judge0;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.PythonCommand;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.edge.body.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A program to run and judge.
 *
 * @param arguments the arguments as written, for the program's command line
 * @param archive a zip of further files, or null
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be waste
record SubmissionRequest(
    String source,
    int languageId,
    String stdin,
    Optional<String> expected,
    String arguments,
    Options options,
    byte @Nullable [] archive) {

  /** Ids that mean a Python 3; all run the one that there is. */
  static final Set<Integer> LANGUAGES = Set.of(71, 92, 100, 109, 113);

  private static final int LONGEST_ARGUMENTS = 512;
  static final int MOST_RUNS = 20;
  private static final int LEAST_MEMORY = 2_048;
  private static final long KIB = 1_024;
  private static final double MILLIS = 1_000;

  /**
   * The options of a submission.
   *
   * @param limits limits in the units of the sandbox
   * @param merged whether stderr goes to stdout
   * @param runs the number of runs requested; one is made
   */
  record Options(Map<Limit, Long> limits, boolean merged, int runs) {}

  /** Limits of requests that name none, in the protocol's units: seconds and KiB. */
  record Bounds(double cpuTime, double wallTime, double memory) {

    private static final Bounds USUAL = new Bounds(5, 10, 128_000);

    /** The highest that may be named. */
    static Bounds of(Limits limits) {
      return new Bounds(
          limits.get(Limit.CPU_TIME) / MILLIS,
          limits.get(Limit.WALL_TIME) / MILLIS,
          limits.get(Limit.MEMORY) / (double) KIB);
    }

    /** Returns the bounds of requests that name none. */
    Bounds usual() {
      return new Bounds(
          Math.min(USUAL.cpuTime, cpuTime),
          Math.min(USUAL.wallTime, wallTime),
          Math.min(USUAL.memory, memory));
    }
  }

  /**
   * Reads a submission.
   *
   * @param encoded whether texts are in base64
   * @param most the highest limits that it may name
   */
  static SubmissionRequest read(JsonFields fields, boolean encoded, Bounds most) {
    fields.allowUnknown();
    refuse(fields);
    String source = text(fields, "source_code", encoded).orElse("");
    if (source.isEmpty()) {
      fields.reject("source_code", "can't be blank");
    }
    return new SubmissionRequest(
        source,
        language(fields),
        text(fields, "stdin", encoded).orElse(""),
        text(fields, "expected_output", encoded),
        arguments(fields),
        options(fields, most),
        archive(fields));
  }

  private static void refuse(JsonFields fields) {
    refuse(fields, "callback_url", text -> !text.isBlank(), "setting callback is not allowed");
    refuse(
        fields,
        "compiler_options",
        text -> !text.isBlank(),
        "setting compiler options is only allowed for compiled languages");
    if (fields.flag("enable_network")) {
      fields.reject("enable_network", "enabling network is not allowed");
    }
  }

  private static void refuse(
      JsonFields fields, String name, Predicate<String> what, String reason) {
    if (fields.optionalText(name).filter(what).isPresent()) {
      fields.reject(name, reason);
    }
  }

  private static int language(JsonFields fields) {
    OptionalDouble given = fields.optionalNumber("language_id");
    if (given.isEmpty() && !fields.isGiven("language_id")) {
      fields.reject("language_id", "can't be blank");
    }
    int id = (int) given.orElse(0);
    if (given.isPresent() && !LANGUAGES.contains(id)) {
      fields.reject("language_id", "language with id %d doesn't exist".formatted(id));
    }
    return id;
  }

  private static Optional<String> text(JsonFields fields, String name, boolean encoded) {
    Optional<String> given = fields.optionalText(name);
    return encoded
        ? given.map(text -> new String(decoded(fields, name, text), StandardCharsets.UTF_8))
        : given;
  }

  private static byte @Nullable [] archive(JsonFields fields) {
    return fields
        .optionalText("additional_files")
        .filter(text -> !text.isBlank())
        .map(text -> decoded(fields, "additional_files", text))
        .orElse(null);
  }

  /** Decodes base64 with or without line breaks, as encoders differ. */
  private static byte[] decoded(JsonFields fields, String name, String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      fields.reject(name, "is not base64");
      return new byte[0];
    }
  }

  private static String arguments(JsonFields fields) {
    String arguments = fields.optionalText("command_line_arguments").orElse("");
    if (arguments.length() > LONGEST_ARGUMENTS) {
      fields.reject(
          "command_line_arguments",
          "is too long (maximum is %d characters)".formatted(LONGEST_ARGUMENTS));
      return "";
    }
    return arguments;
  }

  private static Options options(JsonFields fields, Bounds most) {
    Bounds usual = most.usual();
    double runs = number(fields, "number_of_runs", 1, 1, MOST_RUNS);
    double cpu = number(fields, "cpu_time_limit", usual.cpuTime(), 0, most.cpuTime());
    double wall = number(fields, "wall_time_limit", usual.wallTime(), 0, most.wallTime());
    double memory = number(fields, "memory_limit", usual.memory(), LEAST_MEMORY, most.memory());
    return new Options(
        Map.of(
            Limit.CPU_TIME, Math.max(1, (long) (cpu * MILLIS)),
            Limit.WALL_TIME, Math.max(1, (long) (wall * MILLIS)),
            Limit.MEMORY, (long) (memory * KIB)),
        fields.flag("redirect_stderr_to_stdout"),
        (int) runs);
  }

  private static double number(
      JsonFields fields, String name, double usual, double least, double most) {
    double given = fields.optionalNumber(name).orElse(usual);
    if (given < least) {
      fields.reject(name, "must be greater than or equal to " + least);
    } else if (given > most) {
      fields.reject(name, "must be less than or equal to " + most);
    }
    return Math.clamp(given, Math.min(least, most), most);
  }

  /**
   * Returns the script to run.
   *
   * @param files the files next to it
   */
  Script script(List<SandboxFile> files) {
    ExecutionRequest request =
        ExecutionRequest.program(source)
            .withoutValue()
            .withStdin(Stdin.text(stdin))
            .withArguments(PythonCommand.words(arguments));
    return new Script(request, files, options.limits());
  }

  /** Returns this request without the files, which are never read again. */
  SubmissionRequest withoutArchive() {
    return new SubmissionRequest(source, languageId, stdin, expected, arguments, options, null);
  }

  /** Returns the bytes of heap that it takes. */
  long bytes() {
    long characters =
        (long) source.length() + stdin.length() + expected.map(String::length).orElse(0);
    return 2 * characters + (archive == null ? 0 : archive.length);
  }
}
