package io.serpentarium.service.judge0;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.judge0.Submission.Result;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a client wants to see submissions.
 *
 * @param fields the fields, in the order of the answer
 * @param encoded whether texts are in base64
 */
record SubmissionView(List<String> fields, boolean encoded) {

  private static final String ALL = "*";
  private static final List<String> USUAL =
      List.of("stdout", "time", "memory", "stderr", "token", "compile_output", "message", "status");

  /** The fields of version 1.13.1: the official SDK fails on any other. */
  private static final List<String> KNOWN =
      List.of(
          "source_code",
          "language_id",
          "stdin",
          "expected_output",
          "stdout",
          "status_id",
          "created_at",
          "finished_at",
          "time",
          "memory",
          "stderr",
          "token",
          "number_of_runs",
          "cpu_time_limit",
          "cpu_extra_time",
          "wall_time_limit",
          "memory_limit",
          "stack_limit",
          "max_processes_and_or_threads",
          "enable_per_process_and_thread_time_limit",
          "enable_per_process_and_thread_memory_limit",
          "max_file_size",
          "compile_output",
          "exit_code",
          "exit_signal",
          "message",
          "wall_time",
          "compiler_options",
          "command_line_arguments",
          "redirect_stderr_to_stdout",
          "callback_url",
          "additional_files",
          "enable_network",
          "status",
          "language");

  private static final Set<String> NAMES = Set.copyOf(KNOWN);
  private static final int MOST_SHOWN = 100;

  private static final long KIB = 1_024;
  private static final double MILLIS = 1_000;

  /** The format of times, with a fraction, which clients insist on. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * Returns the view that a query asks for.
   *
   * @param names separated by commas, {@code *} for all, or null for the usual ones
   * @throws ProblemException when a field is unknown
   */
  static SubmissionView of(@Nullable String names, boolean encoded) {
    if (names == null || names.isBlank()) {
      return new SubmissionView(USUAL, encoded);
    }
    List<String> asked = Arrays.stream(names.split(",", -1)).map(String::strip).distinct().toList();
    List<String> unknown =
        asked.stream().filter(name -> !NAMES.contains(name) && !name.equals(ALL)).toList();
    if (!unknown.isEmpty()) {
      String shown = String.join(", ", unknown);
      throw new ProblemException(
          ProblemCode.BAD_REQUEST,
          "invalid fields: [%s]"
              .formatted(shown.substring(0, Math.min(MOST_SHOWN, shown.length()))));
    }
    return new SubmissionView(asked.contains(ALL) ? KNOWN : asked, encoded);
  }

  /** Returns the answer's fields of a submission. */
  Map<String, @Nullable Object> show(Submission submission) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    fields.forEach(field -> shown.put(field, value(field, submission)));
    return shown;
  }

  private @Nullable Object value(String field, Submission submission) {
    SubmissionRequest request = submission.request();
    Verdict verdict = submission.verdict();
    Optional<Result> result = Optional.ofNullable(submission.result());
    return switch (field) {
      case "source_code" -> text(request.source());
      case "language_id" -> request.languageId();
      case "stdin" -> text(request.stdin());
      case "expected_output" -> request.expected().map(this::text).orElse(null);
      case "stdout" -> result.map(Result::stdout).map(this::text).orElse(null);
      case "stderr" -> result.map(Result::stderr).map(this::text).orElse(null);
      case "message" -> text(verdict.message());
      case "status_id" -> verdict.status().id();
      case "status" -> status(verdict.status());
      case "language" -> language(request.languageId());
      case "created_at" -> time(submission.createdAt());
      case "finished_at" -> time(submission.finishedAt());
      case "time" -> seconds(result, Result::cpuMillis);
      case "wall_time" -> seconds(result, Result::wallMillis);
      case "memory" -> result.map(left -> left.memoryBytes() / KIB).orElse(null);
      case "token" -> submission.token();
      case "exit_code" -> verdict.exitCode();
      case "exit_signal" -> verdict.exitSignal();
      case "number_of_runs" -> request.options().runs();
      case "cpu_time_limit" -> seconds(limit(request, Limit.CPU_TIME));
      case "wall_time_limit" -> seconds(limit(request, Limit.WALL_TIME));
      case "memory_limit" -> limit(request, Limit.MEMORY) / KIB;
      case "cpu_extra_time" -> "0.0";
      case "command_line_arguments" -> request.arguments().isEmpty() ? null : request.arguments();
      case "redirect_stderr_to_stdout" -> request.options().merged();
      case "enable_per_process_and_thread_time_limit",
          "enable_per_process_and_thread_memory_limit",
          "enable_network" ->
          false;
      default -> null;
    };
  }

  /** An empty text is none. */
  private @Nullable String text(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return encoded
        ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        : text;
  }

  static Map<String, Object> status(Verdict.Status status) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", status.id());
    shown.put("description", status.description());
    return shown;
  }

  private static Map<String, Object> language(int id) {
    return Map.of("id", id, "name", "Python");
  }

  private static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : TIME.format(instant);
  }

  private static long limit(SubmissionRequest request, Limit limit) {
    return request.options().limits().getOrDefault(limit, 0L);
  }

  private static @Nullable String seconds(Optional<Result> result, ToLongFunction<Result> millis) {
    return result.map(left -> seconds(millis.applyAsLong(left))).orElse(null);
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / MILLIS);
  }
}
