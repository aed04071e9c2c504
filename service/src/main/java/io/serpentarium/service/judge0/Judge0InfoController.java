package io.serpentarium.service.judge0;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.service.core.admission.LimitPolicy;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.judge0.SubmissionRequest.Bounds;
import io.serpentarium.service.judge0.Verdict.Status;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Lists the languages and the versions for Judge0's clients. */
@RestController
@OpenDoor(Door.JUDGE0)
final class Judge0InfoController {

  /** The version of the protocol, from which the official SDK derives the languages' ids. */
  private static final String VERSION = "1.13.1";

  private final LimitPolicy limits;
  private final String python;

  Judge0InfoController(LimitPolicy limits, Sandbox sandbox) {
    this.limits = limits;
    this.python = sandbox.info().pythonVersion();
  }

  @GetMapping(path = "/languages", produces = MediaType.APPLICATION_JSON_VALUE)
  @Judge0Route
  Mono<List<Map<String, Object>>> languages() {
    return Mono.just(
        ids().stream().map(id -> Map.<String, Object>of("id", id, "name", name())).toList());
  }

  @GetMapping(path = "/languages/all", produces = MediaType.APPLICATION_JSON_VALUE)
  @Judge0Route
  Mono<List<Map<String, Object>>> allLanguages() {
    return Mono.just(
        ids().stream()
            .map(id -> Map.<String, Object>of("id", id, "name", name(), "is_archived", false))
            .toList());
  }

  @GetMapping(path = "/languages/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Judge0Route
  Mono<Map<String, @Nullable Object>> language(@PathVariable String id) {
    return Mono.justOrEmpty(ids().stream().filter(known -> known.toString().equals(id)).findFirst())
        .map(this::language)
        .switchIfEmpty(
            Mono.error(
                () -> new ProblemException(ProblemCode.NOT_FOUND, "There is no such language.")));
  }

  private Map<String, @Nullable Object> language(int id) {
    Map<String, @Nullable Object> language = new LinkedHashMap<>();
    language.put("id", id);
    language.put("name", name());
    language.put("is_archived", false);
    language.put("source_file", "main.py");
    language.put("compile_cmd", null);
    language.put("run_cmd", "python3 main.py");
    return language;
  }

  private static List<Integer> ids() {
    return SubmissionRequest.LANGUAGES.stream().sorted().toList();
  }

  private String name() {
    return "Python (%s)".formatted(python);
  }

  @GetMapping(path = "/statuses", produces = MediaType.APPLICATION_JSON_VALUE)
  @Judge0Route
  Mono<List<Map<String, Object>>> statuses() {
    return Mono.just(Arrays.stream(Status.values()).map(SubmissionView::status).toList());
  }

  @GetMapping(path = "/about", produces = MediaType.APPLICATION_JSON_VALUE)
  @Judge0Route
  Mono<Map<String, Object>> about() {
    return Mono.just(
        Map.of(
            "version", VERSION,
            "homepage", "",
            "source_code", "",
            "maintainer", "serpentarium"));
  }

  @GetMapping(path = "/version", produces = MediaType.TEXT_PLAIN_VALUE)
  @Judge0Route
  Mono<String> version() {
    return Mono.just(VERSION);
  }

  @PostMapping(path = {"/authenticate", "/authorize"})
  @Judge0Route(unaudited = "changes nothing")
  Mono<Void> authenticate() {
    return Mono.empty();
  }

  @GetMapping(path = "/system_info", produces = MediaType.APPLICATION_JSON_VALUE)
  @Judge0Route
  Mono<Map<String, Object>> systemInfo() {
    return Mono.just(
        Map.of(
            "Architecture",
            "wasm32-wasi",
            "CPU(s)",
            Integer.toString(Runtime.getRuntime().availableProcessors()),
            "Python",
            python));
  }

  @GetMapping(path = "/config_info", produces = MediaType.APPLICATION_JSON_VALUE)
  @Judge0Route
  Mono<Map<String, Object>> configInfo() {
    return CurrentTenant.with(
        tenant -> Mono.just(configInfo(Bounds.of(limits.of(tenant).maximum()))));
  }

  private static Map<String, Object> configInfo(Bounds most) {
    Bounds usual = most.usual();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("maintenance_mode", false);
    config.put("enable_wait_result", true);
    config.put("enable_compiler_options", false);
    config.put("allowed_languages_for_compile_options", List.of());
    config.put("enable_command_line_arguments", true);
    config.put("enable_submission_delete", true);
    config.put("enable_callbacks", false);
    config.put("callbacks_max_tries", 0);
    config.put("callbacks_timeout", 0.0);
    config.put("enable_additional_files", true);
    config.put("max_queue_size", SubmissionRuns.MOST_QUEUED);
    config.put("cpu_time_limit", usual.cpuTime());
    config.put("max_cpu_time_limit", most.cpuTime());
    config.put("cpu_extra_time", 0.0);
    config.put("max_cpu_extra_time", 0.0);
    config.put("wall_time_limit", usual.wallTime());
    config.put("max_wall_time_limit", most.wallTime());
    config.put("memory_limit", (long) usual.memory());
    config.put("max_memory_limit", (long) most.memory());
    config.put("stack_limit", 64_000);
    config.put("max_stack_limit", 128_000);
    config.put("max_processes_and_or_threads", 1);
    config.put("max_max_processes_and_or_threads", 1);
    config.put("enable_per_process_and_thread_time_limit", false);
    config.put("allow_enable_per_process_and_thread_time_limit", false);
    config.put("enable_per_process_and_thread_memory_limit", false);
    config.put("allow_enable_per_process_and_thread_memory_limit", false);
    config.put("max_file_size", 1_024);
    config.put("max_max_file_size", 4_096);
    config.put("number_of_runs", 1);
    config.put("max_number_of_runs", SubmissionRequest.MOST_RUNS);
    config.put("redirect_stderr_to_stdout", false);
    config.put("max_extract_size", AdditionalFiles.MOST_BYTES >> 10);
    config.put("enable_batched_submissions", true);
    config.put("max_submission_batch_size", SubmissionController.MOST_OF_BATCH);
    config.put("submission_cache_duration", 0.0);
    config.put("use_docs_as_homepage", false);
    config.put("allow_enable_network", false);
    config.put("enable_network", false);
    config.put("disable_implicit_base64_encoding", false);
    return config;
  }
}
