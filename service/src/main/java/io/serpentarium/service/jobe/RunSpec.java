package io.serpentarium.service.jobe;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.PythonCommand;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A program to run.
 *
 * @param name the name of the source file
 * @param files files of the store to put next to the source, with their names
 */
record RunSpec(
    String source, String name, String input, List<StoredFile> files, Parameters parameters) {

  static final String LANGUAGE = "python3";

  private static final String USUAL_NAME = "prog.py";
  private static final Pattern FILE_ID = Pattern.compile("[0-9A-Za-z]{8,128}");
  private static final Pattern FILE_NAME = Pattern.compile("[0-9A-Za-z._-]{1,255}");

  /** Nothing that a shell, a file system or an address has a use for, and no hidden file. */
  private static final Pattern SOURCE_NAME = Pattern.compile("[0-9A-Za-z_ ][0-9A-Za-z_ .-]{0,254}");

  private static final int MOST_SHOWN = 40;
  private static final long USUAL_SECONDS = 5;
  private static final long MILLIS = 1_000;

  /** A file of the store. */
  record StoredFile(String id, String name) {}

  /**
   * The optional parameters.
   *
   * @param seconds the CPU time
   * @param megabytes the memory
   */
  record Parameters(
      OptionalDouble seconds,
      OptionalDouble megabytes,
      List<String> interpreterArguments,
      List<String> runArguments) {

    static final Parameters NONE =
        new Parameters(OptionalDouble.empty(), OptionalDouble.empty(), List.of(), List.of());

    private static Parameters read(JsonFields fields) {
      fields.allowUnknown();
      return new Parameters(
          positive(fields, "cputime"),
          positive(fields, "memorylimit"),
          fields.texts("interpreterargs"),
          fields.texts("runargs"));
    }

    /** Zero is no limit's value. */
    private static OptionalDouble positive(JsonFields fields, String name) {
      OptionalDouble given = fields.optionalNumber(name);
      return given.orElse(0) > 0 ? given : OptionalDouble.empty();
    }
  }

  /** Reads the body of a request. */
  static RunSpec readBody(JsonFields fields) {
    fields.allowUnknown();
    return fields
        .object("run_spec", RunSpec::read)
        .orElseThrow(() -> invalid("No run_spec attribute found in post data"));
  }

  private static RunSpec read(JsonFields fields) {
    fields.allowUnknown();
    String source = required(fields, "sourcecode");
    String language = required(fields, "language_id").toLowerCase(Locale.ROOT);
    if (!language.equals(LANGUAGE)) {
      throw invalid("Language '%s' is not known".formatted(shown(language)));
    }
    String name =
        fields.optionalText("sourcefilename").filter(each -> !each.isEmpty()).orElse(USUAL_NAME);
    if (!SOURCE_NAME.matcher(name).matches()) {
      throw invalid("The sourcefilename for the run_spec is illegal");
    }
    return new RunSpec(
        source,
        name,
        fields.optionalText("input").orElse(""),
        fields.textLists("file_list").stream().map(RunSpec::file).toList(),
        fields.object("parameters", Parameters::read).orElse(Parameters.NONE));
  }

  private static String required(JsonFields fields, String name) {
    if (!fields.isGiven(name)) {
      throw invalid("run_spec is missing the required attribute '%s'".formatted(name));
    }
    return fields.optionalText(name).orElse("");
  }

  private static StoredFile file(List<String> pair) {
    boolean good = pair.size() == 2 || pair.size() == 3;
    if (!good || !isFileId(pair.get(0)) || !FILE_NAME.matcher(pair.get(1)).matches()) {
      throw invalid("Invalid file specifier: " + shown(String.join(", ", pair)));
    }
    return new StoredFile(pair.get(0), pair.get(1));
  }

  /** Returns whether the store may have a file of this id. */
  static boolean isFileId(String id) {
    return FILE_ID.matcher(id).matches();
  }

  private static String shown(String text) {
    return text.codePoints()
        .limit(MOST_SHOWN)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static ProblemException invalid(String sentence) {
    return new ProblemException(ProblemCode.BAD_REQUEST, sentence);
  }

  /**
   * Returns the script to run.
   *
   * @param stored the files of the store next to the source
   * @param policy the limits of the tenant
   * @throws ProblemException if the tenant may not have as much time
   */
  Script script(List<SandboxFile> stored, LimitPolicy policy) {
    List<SandboxFile> all = new ArrayList<>(stored);
    all.add(new SandboxFile(name, source.getBytes(StandardCharsets.UTF_8)));
    PythonCommand command = PythonCommand.of(words(), all);
    ExecutionRequest request =
        ExecutionRequest.program(command.code())
            .withoutValue()
            .withStdin(Stdin.text(input))
            .withArguments(command.arguments());
    return new Script(request, all, limits(policy));
  }

  /** Returns the command line, in which arguments are fragments of a shell's. */
  private List<String> words() {
    List<String> words = new ArrayList<>();
    parameters.interpreterArguments().forEach(each -> words.addAll(PythonCommand.words(each)));
    words.add(name);
    parameters.runArguments().forEach(each -> words.addAll(PythonCommand.words(each)));
    return words;
  }

  private Map<Limit, Long> limits(LimitPolicy policy) {
    Limits most = policy.maximum();
    double asked = parameters.seconds().orElse((double) Math.min(USUAL_SECONDS, seconds(most)));
    if (asked > seconds(most)) {
      throw invalid(
          "cputime exceeds maximum allowed on this Jobe server (%d secs)".formatted(seconds(most)));
    }
    long cpu = Math.max(1, (long) (asked * MILLIS));
    return Map.of(
        Limit.CPU_TIME, cpu,
        Limit.WALL_TIME, Math.min(2 * cpu, most.get(Limit.WALL_TIME)),
        Limit.MEMORY, memory(policy));
  }

  private static long seconds(Limits limits) {
    return limits.get(Limit.CPU_TIME) / MILLIS;
  }

  /** Clients name far more than Python needs, so that more than there is stands for all. */
  private long memory(LimitPolicy policy) {
    return Optional.of(parameters.megabytes())
        .filter(OptionalDouble::isPresent)
        .map(megabytes -> (long) Math.min(megabytes.getAsDouble(), Integer.MAX_VALUE) << 20)
        .map(bytes -> Math.clamp(bytes, 1L << 20, policy.maximum().get(Limit.MEMORY)))
        .orElse(policy.defaults().get(Limit.MEMORY));
  }
}
