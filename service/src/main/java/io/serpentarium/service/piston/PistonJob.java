package io.serpentarium.service.piston;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A program to run: the body of {@code execute}, and the frame {@code init}.
 *
 * @param code the main program: the first text file, which is among the files too
 * @param stdin the program's stdin
 * @param named limits, by their names in the protocol
 */
record PistonJob(
    String code,
    List<SandboxFile> files,
    List<String> arguments,
    String stdin,
    Map<String, Double> named) {

  static final String LANGUAGE = "python";
  static final List<String> ALIASES = List.of("py", "py3", "python3");

  /** The time that a program has whose request names none. */
  private static final double USUAL_TIMEOUT = 3_000;

  private static final String TIMEOUT = "run_timeout";
  private static final Map<String, Limit> LIMITS =
      Map.of(
          TIMEOUT,
          Limit.WALL_TIME,
          "run_cpu_time",
          Limit.CPU_TIME,
          "run_memory_limit",
          Limit.MEMORY);

  /** Stands for as much as there may be. */
  private static final double UNLIMITED = -1;

  /** Ranges of versions in which there is a Python 3. */
  private static final Pattern VERSION =
      Pattern.compile("[*xX]|[~^=>v ]{0,3}3(\\.[0-9a-zA-Z.*+-]{0,30})?");

  private static final int MOST_SHOWN = 30;

  /** A file, whose name may be empty. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Named(String name, boolean isText, byte[] content) {

    SandboxFile file(int index) {
      return new SandboxFile(name.isEmpty() ? "file%d.code".formatted(index) : name, content);
    }
  }

  /** Reads one. */
  static PistonJob read(JsonFields fields) {
    fields.allowUnknown();
    requireRuntime(required(fields, "language"), required(fields, "version"));
    if (!fields.isGiven("files")) {
      fields.reject("files", "is required as an array");
    }
    List<Named> files = fields.objects("files", PistonJob::file);
    if (fields.isGiven("files") && files.stream().noneMatch(Named::isText)) {
      fields.reject("files", "must include at least one utf8 encoded file");
    }
    return new PistonJob(
        files.stream().filter(Named::isText).findFirst().map(PistonJob::text).orElse(""),
        IntStream.range(0, files.size()).mapToObj(i -> files.get(i).file(i)).toList(),
        fields.texts("args"),
        fields.optionalText("stdin").orElse(""),
        limits(fields));
  }

  private static String required(JsonFields fields, String name) {
    if (!fields.isGiven(name)) {
      fields.reject(name, "is required as a string");
    }
    return fields.optionalText(name).orElse("");
  }

  /** Says nothing of absent names, which are errors already. */
  private static void requireRuntime(String language, String version) {
    boolean known = language.equals(LANGUAGE) || ALIASES.contains(language) || language.isEmpty();
    if (!known || !(version.isEmpty() || VERSION.matcher(version).matches())) {
      throw invalid("%s-%s runtime is unknown".formatted(shown(language), shown(version)));
    }
  }

  private static String shown(String name) {
    return name.codePoints()
        .limit(MOST_SHOWN)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Named file(JsonFields fields) {
    fields.allowUnknown();
    String name = fields.optionalText("name").orElse("");
    String encoding = fields.optionalText("encoding").orElse("utf8");
    boolean isText = !encoding.equals("base64") && !encoding.equals("hex");
    return new Named(name, isText, content(fields, encoding));
  }

  private static byte[] content(JsonFields fields, String encoding) {
    String content = required(fields, "content");
    try {
      return switch (encoding) {
        case "base64" -> Base64.getMimeDecoder().decode(content);
        case "hex" -> HexFormat.of().parseHex(content);
        default -> content.getBytes(StandardCharsets.UTF_8);
      };
    } catch (IllegalArgumentException e) {
      fields.reject("content", "is not " + encoding);
      return new byte[0];
    }
  }

  private static String text(Named file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  /** Zero is no limit's value: it stands for none being named. */
  private static Map<String, Double> limits(JsonFields fields) {
    Map<String, Double> named = new TreeMap<>();
    for (String name : LIMITS.keySet()) {
      OptionalDouble value = fields.optionalNumber(name);
      value.stream().filter(given -> given != 0).forEach(given -> named.put(name, given));
    }
    return named;
  }

  /**
   * Returns the script of this job for the HTTP API.
   *
   * @param policy the limits of the tenant
   * @throws ProblemException if a limit is above what the tenant may name
   */
  Script script(LimitPolicy policy) {
    return script(policy, Stdin.text(stdin.endsWith("\n") ? stdin : stdin + "\n"));
  }

  /** Returns the script with a stdin that is fed while it runs. */
  Script openScript(LimitPolicy policy) {
    return script(policy, Stdin.open());
  }

  private Script script(LimitPolicy policy, Stdin input) {
    ExecutionRequest request =
        ExecutionRequest.program(code).withoutValue().withStdin(input).withArguments(arguments);
    return new Script(request, files, resolved(policy.maximum()));
  }

  private Map<Limit, Long> resolved(Limits maximum) {
    Map<Limit, Long> limits = new EnumMap<>(Limit.class);
    limits.put(Limit.WALL_TIME, Math.min((long) USUAL_TIMEOUT, maximum.get(Limit.WALL_TIME)));
    named.forEach(
        (name, value) -> limits.put(limit(name), value(name, value, maximum.get(limit(name)))));
    return limits;
  }

  private static Limit limit(String name) {
    return Objects.requireNonNull(LIMITS.get(name));
  }

  private static long value(String name, double value, long most) {
    if (value == UNLIMITED) {
      return most;
    }
    if (value < 0) {
      throw invalid(name + " must be non-negative");
    }
    if (value > most) {
      throw invalid("%s cannot exceed the configured limit of %d".formatted(name, most));
    }
    return Math.max(1, (long) value);
  }

  private static ProblemException invalid(String message) {
    return new ProblemException(ProblemCode.VALIDATION, message);
  }
}
